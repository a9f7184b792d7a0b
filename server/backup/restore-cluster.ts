import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
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
import { cutTrace } from "./log.rules";
import { restoreBeside } from "./restore-beside";
import { type Reach, surveyTarget } from "./survey";
import { assertKey, getFilesFolder, type Target, unpackFile } from "./target";

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
async function unpackCluster(
  target: Target,
  reach: Reach & { log: Reach["files"] },
  places: { dir: string; walDir: string },
) {
  const { id, files, directories } = reach.manifest;
  makeEnterable(path.dirname(places.dir));
  for (const name of ["", ...directories]) mkdirSync(path.join(places.dir, name), { recursive: true, mode: 0o700 });
  mkdirSync(places.walDir, { recursive: true, mode: 0o700 });
  const folder = getFilesFolder(id);
  for (const file of files) {
    if (!file.name.startsWith(parts.database)) continue;
    await unpackFile(target, { folder, file }, path.join(places.dir, file.name.slice(parts.database.length)));
  }
  const password = files.find(({ name }) => name === parts.password);
  if (password) await unpackFile(target, { folder, file: password }, getPasswordFile(places.dir));
  for (const file of reach.log) await unpackFile(target, { folder: "log", file }, path.join(places.walDir, file.name));
}

/** Makes the recovered cluster another one to the devices. Returns the moment that it was brought to. */
async function finishRecovery(url: string): Promise<Date | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(renewEpochs);
    const { rows } = await client.query<{ at: Date | null }>("select pg_last_xact_replay_timestamp() as at");
    return rows[0]?.at ?? null;
  } finally {
    await client.end();
  }
}

const companions = [(dir: string) => dir, getPasswordFile, getWalFolder];

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
  const { reaches, histories } = await surveyTarget(target);
  const reach = chooseBackup(reaches, to);
  const { manifest } = reach;
  assertKey(target, manifest);
  const draft = `${dir}-restoring`;
  const walDir = `${draft}-log`;
  const clean = () => {
    for (const toName of [...companions, () => walDir]) rmSync(toName(draft), { recursive: true, force: true });
  };
  clean();
  try {
    await unpackCluster(
      target,
      { ...reach, log: [...histories, ...cutTrace(reach.files, to)] },
      { dir: draft, walDir },
    );
    mkdirSync(getWalFolder(draft), { mode: 0o700 });
    const archive = buildArchiveSettings(getWalFolder(draft));
    let point: Date | null = null;
    await recoverCluster({ dir: draft, walDir, to, archive }, manifest, async (url) => {
      point = await finishRecovery(url);
    });
    const damagedPictures = await restoreBeside(target, manifest);
    const replaced = swapIn(draft, dir);
    return { id: manifest.id, point: point ?? new Date(manifest.point), replaced, damagedPictures };
  } finally {
    clean();
  }
}
