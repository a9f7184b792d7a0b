import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import {
  buildArchiveSettings,
  findRunningEmbedded,
  getPasswordFile,
  getWalFolder,
  resolveEmbeddedDataDir,
} from "@/db/embedded";
import { makeEnterable } from "@/db/postgres-process";
import { recoverCluster } from "@/db/recovery";
import { env } from "@/server/platform/env";
import { renewEpochs } from "@/server/sync/epoch";
import { parts } from "./collect";
import { cutTrace, isPartial, toSegmentName } from "./log.rules";
import { restoreBeside } from "./restore-beside";
import type { Manifest } from "./schema";
import { type Reach, surveyTarget } from "./survey";
import { assertKey, getFilesFolder, type Target, unpackArchive, unpackFile } from "./target";

/** `to`: the last moment that counts, null the newest; `replace`: whether a data directory that is there gives way. */
export type RestoreWish = { to: Date | null; replace: boolean };

/** What came of a restore. */
export type Restored = { id: string; point: Date; replaced: string | null; damagedPictures: string[] };

/**
 * The backup to begin with: of those that lead to the moment, the newest. Throws when none does, and says to which
 * moments they lead.
 */
function chooseBackup(reaches: Reach[], to: Date | null): Reach {
  const [oldest] = reaches;
  const furthest = reaches.toSorted((a, b) => a.newest.getTime() - b.newest.getTime()).at(-1);
  if (!oldest || !furthest) throw new Error("the target has no backup");
  const moment = to ?? furthest.newest;
  const leading = reaches.filter(
    ({ manifest, newest }) => Date.parse(manifest.point) <= moment.getTime() && moment <= newest,
  );
  const chosen = leading.at(-1);
  if (chosen) return chosen;
  const gaps = reaches.flatMap(({ missing }) => missing ?? []);
  const why = gaps.length ? `; ${gaps[0]} of the log is missing` : "";
  throw new Error(
    `nothing leads to ${moment.toISOString()}: the backups lead from ${oldest.manifest.point} to ${furthest.newest.toISOString()}${why}`,
  );
}

/** Throws unless `dir` may be filled. */
async function assertFree(dir: string, replace: boolean): Promise<void> {
  if (await findRunningEmbedded(path.join(env().DATA_DIR, "pg"))) throw new Error("the shop is running: stop it first");
  if (!replace && existsSync(dir) && readdirSync(dir).length > 0)
    throw new Error(`${dir} holds a database: add --replace to put the backup in its place`);
}

/** Unpacks the copied cluster to `dir` and the log that it needs to `walDir`. */
async function unpackCluster(target: Target, { manifest, files }: Reach, places: { dir: string; walDir: string }) {
  makeEnterable(path.dirname(places.dir));
  mkdirSync(places.walDir, { recursive: true, mode: 0o700 });
  const folder = getFilesFolder(manifest.id);
  const archive = manifest.files.find(({ name }) => name === parts.archive);
  if (!archive || !manifest.log) throw new Error(`the manifest of backup ${manifest.id} is damaged`);
  await unpackArchive(target, { folder, file: archive }, places.dir);
  rmSync(path.join(places.dir, "server.log"), { force: true });
  const password = manifest.files.find(({ name }) => name === parts.password);
  if (password) await unpackFile(target, { folder, file: password }, getPasswordFile(places.dir));
  for (const file of files) {
    const to = path.join(places.walDir, isPartial(file.name) ? toSegmentName(file.name) : file.name);
    await unpackFile(target, { folder: "log", file }, to);
    if (isPartial(file.name)) truncateSync(to, manifest.log.segmentBytes);
  }
}

/** Whether the backup is one of an embedded cluster. */
export const isOfEmbedded = ({ files }: Manifest): boolean => files.some(({ name }) => name === parts.password);

/** Another server's settings name its own paths, and where it archives its log: none of them may count here. */
function dropSettings(dir: string): void {
  for (const name of ["postgresql.conf", "postgresql.auto.conf", "pg_ident.conf"])
    writeFileSync(path.join(dir, name), "");
  rmSync(path.join(dir, "standby.signal"), { force: true });
}

/** The moment that a recovered cluster was brought to. */
async function readPoint(url: string): Promise<Date | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ at: Date | null }>("select pg_last_xact_replay_timestamp() as at");
    return rows[0]?.at ?? null;
  } finally {
    await client.end();
  }
}

const companions = [(dir: string) => dir, getPasswordFile, getWalFolder];

/** What is recovered: its backup, where it runs, and the moment that it was brought to. */
export type Recovered = { manifest: Manifest; url: string; point: Date };

/**
 * Recovers a cluster in `draft`, runs `work` on it, stops it and passes what came of it to `end`; `draft` is removed
 * afterwards. Throws what is damaged or missing.
 */
export async function withRecovered<T>(
  target: Target,
  { to, draft }: { to: Date | null; draft: string },
  steps: { work(recovered: Recovered): Promise<void>; end(recovered: Recovered): Promise<T> },
): Promise<T> {
  const { reaches, histories } = await surveyTarget(target);
  const reach = chooseBackup(reaches, to);
  const { manifest } = reach;
  assertKey(target, manifest);
  const walDir = `${draft}-log`;
  const clean = () => {
    for (const toName of [...companions, () => walDir]) rmSync(toName(draft), { recursive: true, force: true });
  };
  clean();
  try {
    const files = [...histories, ...cutTrace(reach.files, to)];
    await unpackCluster(target, { ...reach, files }, { dir: draft, walDir });
    mkdirSync(getWalFolder(draft), { mode: 0o700 });
    const archive = isOfEmbedded(manifest) ? buildArchiveSettings(getWalFolder(draft)) : [];
    if (!isOfEmbedded(manifest)) dropSettings(draft);
    let recovered: Recovered | null = null;
    await recoverCluster({ dir: draft, walDir, to, major: manifest.postgres, archive }, manifest, async (url) => {
      recovered = { manifest, url, point: (await readPoint(url)) ?? new Date(manifest.point) };
      await steps.work(recovered);
    });
    return await steps.end(recovered as unknown as Recovered);
  } finally {
    clean();
  }
}

/** Makes a recovered cluster another one to the devices. */
async function renewAllEpochs({ url }: Recovered): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(renewEpochs).finally(() => client.end());
}

/** Puts the cluster of `draft` in the place of `dir`. Returns where the one before is now, if there was one. */
function swapIn(draft: string, dir: string): string | null {
  const aside = `${dir}-replaced-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
  const replaced = existsSync(dir);
  for (const toName of companions) {
    if (existsSync(toName(dir))) renameSync(toName(dir), toName(aside));
    if (existsSync(toName(draft))) renameSync(toName(draft), toName(dir));
  }
  return replaced ? aside : null;
}

/**
 * Fills the data directory of the embedded cluster. Nothing that is there is touched before the whole was recovered.
 * Throws what is damaged, missing or in the way.
 */
export async function restoreCluster(target: Target, { to, replace }: RestoreWish): Promise<Restored> {
  const dir = resolveEmbeddedDataDir(path.join(env().DATA_DIR, "pg"));
  await assertFree(dir, replace);
  const draft = `${dir}-restoring`;
  return withRecovered(
    target,
    { to, draft },
    {
      work: renewAllEpochs,
      async end({ manifest, point }) {
        const damagedPictures = await restoreBeside(target, manifest);
        return { id: manifest.id, point, replaced: swapIn(draft, dir), damagedPictures };
      },
    },
  );
}
