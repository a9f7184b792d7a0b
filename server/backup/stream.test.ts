import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Embedded, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { checkTarget } from "./check";
import { getSource, makeBackup, restoreBackup, type Source } from "./commands";
import { isPartial } from "./log.rules";
import { LogFolder } from "./log-folder";
import { openTarget } from "./target";

const home = mkdtempSync(path.join(tmpdir(), "selvedge-stream-"));
chmodSync(home, 0o755);
process.env.DATA_DIR = path.join(home, "data");
/** A restore starts PostgreSQL twice and runs every migration. */
const longMs = 300_000;
/** The server of another machine, as far as this installation knows. */
let server: Embedded;
let source: Source;

async function query<Row extends object>(text: string, url = server.url): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const addMail = (subject: string) =>
  query(`insert into local_mail (recipient, subject, body) values ('', '${subject}', 'x')`);
const readClock = async () => (await query<{ at: Date }>("select clock_timestamp() as at"))[0]?.at ?? new Date(0);

/** Ships until the target leads to now. */
async function shipAll(log: LogFolder, target: ReturnType<typeof openTarget>): Promise<void> {
  const now = await readClock();
  for (let i = 0; i < 200; i++) {
    await addMail("later");
    await log.ship(target, true);
    if (((await checkTarget(target)).newest?.getTime() ?? 0) > now.getTime()) return;
    await sleep(100);
  }
  throw new Error("the log did not arrive");
}

beforeAll(async () => {
  server = await startEmbedded(path.join(home, "elsewhere/pg"), { durable: false });
  await migrateDatabase(server.url);
  process.env.DATABASE_URL = server.url;
  source = await getSource();
}, longMs);

afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true });
}, longMs);

test(
  "another server is backed up by replication, and its moment fills an empty database",
  async () => {
    expect(source).toMatchObject({ dir: null, refused: null });
    mkdirSync(path.join(home, "target"));
    const target = openTarget(path.join(home, "target"), "a key of thirty-two characters or more");
    const log = new LogFolder(source);
    await log.ship(target, true);
    expect(await makeBackup(target, source)).toMatchObject({ kind: "cluster" });
    await addMail("one");
    const moment = await readClock();
    await addMail("two");
    await shipAll(log, target);
    expect(readdirSync(path.join(target.dir, "log")).filter(isPartial)).toHaveLength(1);
    // A process that begins anew goes on where the last one ended.
    await log.stop();
    await query("select pg_switch_wal()");
    const next = new LogFolder(source);
    await shipAll(next, target);
    await next.stop();
    expect(await checkTarget(target)).toMatchObject({ damaged: [], reaches: [{ missing: null, damaged: [] }] });
    await query("create database empty");
    const empty = server.url.replace(/postgres$/, "empty");
    process.env.DATABASE_URL = empty;
    await restoreBackup(target, { to: moment, replace: false });
    const subjects = await query<{ subject: string }>("select subject from local_mail", empty);
    expect(subjects).toEqual([{ subject: "one" }]);
    await expect(restoreBackup(target, { to: null, replace: false })).rejects.toThrow("holds tables");
  },
  longMs,
);

test("a role without the right to replicate is told from one that has it", async () => {
  await query("create role plain login password 'plain'");
  const plain = new URL(server.url);
  plain.username = plain.password = "plain";
  process.env.DATABASE_URL = plain.href;
  expect((await getSource()).refused).toMatch(/permission denied|REPLICATION/i);
});
