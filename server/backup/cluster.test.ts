import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Embedded,
  findRunningEmbedded,
  getWalFolder,
  resolveEmbeddedDataDir,
  setArchiving,
  startEmbedded,
} from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { checkTarget } from "./check";
import { parts } from "./collect";
import { makeBackup } from "./commands";
import { restoreCluster } from "./restore-cluster";
import type { Manifest } from "./schema";
import { dropExcess, shipLog } from "./ship";
import { getFilesFolder, getPlace, openTarget, readIndex, removeFromRoom, type Target } from "./target";

const home = mkdtempSync(path.join(tmpdir(), "selvedge-backup-"));
chmodSync(home, 0o755);
process.env.DATA_DIR = path.join(home, "data");
const dir = resolveEmbeddedDataDir(path.join(process.env.DATA_DIR, "pg"));
/** Each restore starts PostgreSQL twice. */
const longMs = 300_000;
const key = "a key of thirty-two characters or more";
const scope = "00000000-0000-4000-8000-000000000001";
let cluster: Embedded | null = null;
let number = 0;

/** An empty target. */
function createTarget(given?: string): Target {
  const folder = path.join(home, `target-${number++}`);
  mkdirSync(folder);
  return openTarget(folder, given);
}

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: cluster?.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function start(archived = true): Promise<Embedded> {
  setArchiving(path.join(process.env.DATA_DIR ?? "", "pg"), archived);
  cluster = await startEmbedded(path.join(process.env.DATA_DIR ?? "", "pg"), { durable: false });
  return cluster;
}

async function stop(): Promise<void> {
  await cluster?.stop();
  cluster = null;
}

const backUp = (target: Target): Promise<Manifest> =>
  makeBackup(target, { url: cluster?.url ?? "", dir, refused: null });
const addMail = (subject: string) =>
  query(`insert into local_mail (recipient, subject, body) values ('', '${subject}', repeat('x', 1000))`);
const listMails = async () =>
  (await query<{ subject: string }>("select subject from local_mail order by subject")).map((r) => r.subject);
const readEpoch = async () =>
  (await query<{ epoch: string }>(`select epoch from sync_scope where id = '${scope}'`))[0]?.epoch;

/** Flips one byte of a file. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

async function waitUntilGone(): Promise<void> {
  for (let i = 0; i < 300 && (await findRunningEmbedded(path.join(process.env.DATA_DIR ?? "", "pg"))); i++)
    await sleep(100);
}

/** Has the database hand over its log, and ships it. */
async function ship(target: Target): Promise<void> {
  const [{ name } = { name: "" }] = await query<{ name: string }>(
    "select pg_walfile_name(pg_current_wal_lsn()) as name",
  );
  await query("select pg_switch_wal()");
  for (let i = 0; i < 300 && !existsSync(path.join(getWalFolder(dir), name)); i++) await sleep(100);
  await shipLog(target, getWalFolder(dir));
}

const readClock = async () => (await query<{ at: Date }>("select clock_timestamp() as at"))[0]?.at ?? new Date(0);

beforeAll(async () => {
  const { url } = await start();
  await migrateDatabase(url);
  await query(`insert into sync_scope (id, kind, version) values ('${scope}', 'shopper', 7)`);
  mkdirSync(path.join(home, "data/media"));
  writeFileSync(path.join(home, "data/media/coat-1.webp"), "a picture");
}, longMs);

afterAll(async () => {
  await stop();
  rmSync(home, { recursive: true });
}, longMs);

test(
  "an encrypted backup restores database, secrets and pictures into an empty folder, under a new epoch",
  async () => {
    const target = createTarget(key);
    await addMail("before");
    const epoch = await readEpoch();
    const manifest = await backUp(target);
    await addMail("after");
    expect(await checkTarget(target)).toMatchObject({ damaged: [], pictures: 1, newest: new Date(manifest.point) });
    const wish = { to: null, replace: false };
    await expect(restoreCluster(target, wish)).rejects.toThrow("the shop is running");
    await stop();
    await expect(restoreCluster(target, wish)).rejects.toThrow("--replace");
    const old = path.join(home, "old");
    cpSync(path.join(home, "data"), old, { recursive: true });
    for (const name of [path.join(home, "data"), dir, `${dir}-password`, getWalFolder(dir)])
      rmSync(name, { recursive: true, force: true });
    await expect(restoreCluster({ ...target, key: null }, wish)).rejects.toThrow("set BACKUP_KEY");
    await expect(restoreCluster(openTarget(target.dir, `not ${key}`), wish)).rejects.toThrow("another key");
    expect(existsSync(dir)).toBe(false);
    expect(await restoreCluster(target, wish)).toMatchObject({ id: manifest.id, replaced: null, damagedPictures: [] });
    await start();
    expect(await listMails()).toEqual(["before"]);
    expect(await readEpoch()).not.toBe(epoch);
    for (const name of ["media/coat-1.webp", "secrets.json"])
      expect(readFileSync(path.join(home, "data", name), "utf8")).toBe(readFileSync(path.join(old, name), "utf8"));
    const stored = readdirSync(target.dir, { recursive: true, encoding: "utf8" }).filter((name) =>
      /(webp|secrets.json)$/.test(name),
    );
    expect(stored).toHaveLength(2);
    for (const name of stored) expect(readFileSync(path.join(target.dir, name)).includes("picture")).toBe(false);
  },
  longMs,
);

test(
  "a damaged file is named by the check, and a restore leaves what is there",
  async () => {
    const target = createTarget();
    const { id } = await backUp(target);
    const name = parts.archive;
    damage(path.join(target.dir, getFilesFolder(id), name));
    damage(path.join(target.dir, "pictures/coat-1.webp"));
    const report = await checkTarget(target);
    expect(report).toMatchObject({ damaged: ["pictures/coat-1.webp"], newest: null });
    expect(report.reaches[0]?.damaged).toEqual([name]);
    await stop();
    await expect(restoreCluster(target, { to: null, replace: true })).rejects.toThrow(`${name} is damaged`);
    expect(readdirSync(path.dirname(dir)).filter((entry) => entry.includes("restoring"))).toEqual([]);
    await start();
    expect(await listMails()).toContain("before");
  },
  longMs,
);

test(
  "a killed database is restored to a moment from its log, and the log goes on from there",
  async () => {
    const target = createTarget(key);
    await backUp(target);
    await addMail("one");
    const moment = await readClock();
    await addMail("two");
    await ship(target);
    expect((await checkTarget(target)).newest?.getTime()).toBeGreaterThanOrEqual(moment.getTime());
    process.kill(Number(readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
    cluster = null;
    await waitUntilGone();
    const restored = await restoreCluster(target, { to: moment, replace: true });
    expect(existsSync(restored.replaced ?? "")).toBe(true);
    await start();
    expect(await listMails()).toEqual(expect.arrayContaining(["one"]));
    expect(await listMails()).not.toContain("two");
    await addMail("three");
    await ship(target);
    const names = [...(await readIndex(target, "log")).files.keys()];
    expect(names.some((name) => name.endsWith(".history"))).toBe(true);
    expect(await checkTarget(target)).toMatchObject({ damaged: [], reaches: [{ missing: null }] });
    await stop();
    await restoreCluster(target, { to: null, replace: true });
    await start();
    const quiet = await readClock();
    await sleep(10);
    await ship(target);
    await stop();
    // Nothing was committed after that moment.
    await restoreCluster(target, { to: quiet, replace: true });
    await start();
    expect(await listMails()).toEqual(expect.arrayContaining(["one", "three"]));
    expect(await listMails()).not.toContain("two");
  },
  longMs,
);

test(
  "a cut log is told, and leads to the cut only",
  async () => {
    const target = createTarget();
    await backUp(target);
    const names: string[] = [];
    for (const subject of ["first", "second", "third"]) {
      await addMail(subject);
      const before = new Set((await readIndex(target, "log")).files.keys());
      await ship(target);
      names.push([...(await readIndex(target, "log")).files.keys()].find((name) => !before.has(name)) ?? "");
    }
    const end = await readClock();
    expect((await checkTarget(target)).reaches[0]?.missing).toBeNull();
    const middle = names[1] ?? "";
    damage(getPlace(target, "log", middle).path);
    const report = await checkTarget(target);
    expect(report).toMatchObject({ damaged: [`log/${middle}`], reaches: [{ missing: middle, damaged: [] }] });
    await removeFromRoom(target, "log", new Set([middle]));
    await stop();
    await expect(restoreCluster(target, { to: end, replace: true })).rejects.toThrow(`${middle} of the log is missing`);
    await restoreCluster(target, { to: null, replace: true });
    await start();
    expect(await listMails()).toContain("first");
    expect(await listMails()).not.toContain("second");
  },
  longMs,
);

test(
  "where the target cannot be written, the log waits, then is given up, and nothing half-made stays",
  async () => {
    const target = createTarget();
    writeFileSync(path.join(target.dir, "log"), "no folder");
    await addMail("waiting");
    await expect(ship(target)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(readdirSync(getWalFolder(dir)).length).toBeGreaterThan(0);
    expect(await dropExcess(getWalFolder(dir), 0)).toBeGreaterThan(0);
    writeFileSync(path.join(target.dir, "pictures"), "no folder");
    await expect(backUp(target)).rejects.toThrow();
    expect(readdirSync(path.join(target.dir, "backups"))).toEqual([]);
    expect(await listMails()).toContain("waiting");
  },
  longMs,
);
