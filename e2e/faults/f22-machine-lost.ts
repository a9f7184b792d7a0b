import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { closeDb, db } from "@/db/client";
import {
  findRunningPort,
  getPasswordFile,
  getWalFolder,
  resolveEmbeddedDataDir,
  setArchiving,
  startEmbedded,
} from "@/db/embedded";
import { openBrowser } from "./browser";
import { countPresent } from "./f02-database-killed";
import { checkInvariants, compareFigures, type Fault, type ResultLine } from "./fault";
import { createShoppers, type FaultShopper } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { dataDir, sleep, type TestEnv, waitUntil } from "./test-env";
import { startTraffic } from "./traffic";

const home = path.resolve(".data/faults-backup");
const target = path.join(home, "target");
const cluster = resolveEmbeddedDataDir(`${dataDir}/pg`);
const key = "the key of a machine that was lost, long enough";
/** RPO and RTO: what may be lost, and how long until the shop is ready again. */
const lostMs = 300_000;
const restoreMs = 600_000;

type Said = { code: number; text: string };

/** Runs a command of the shop as its owner types it, without the database of this process. */
function runTyped(...typed: string[]): Promise<Said> {
  const { DATABASE_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile("npm", ["run", "-s", ...typed], { env: { ...env, BACKUP_KEY: key } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, text: `${out}${err}`.trim() }),
    );
  });
}

/** A target in memory that can be full. Throws where mounting is not permitted. */
function mountTarget(): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=300m", "tmpfs", target]);
}

const filler = path.join(target, "filler");
const fill = () => {
  try {
    execFileSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=1M"], { stdio: "ignore" });
  } catch {
    // It ends when the disk is full.
  }
};

const readFailures = async () =>
  (await db().execute<{ failure: string | null }>(sql`select failure from backup_state`)).map((r) => r.failure);
const readClock = async () =>
  new Date((await db().execute<{ at: string }>(sql`select clock_timestamp()::text as at`))[0]?.at ?? 0);

/** Whether the log at the target leads beyond `moment`. */
async function isStoredBeyond(moment: Date): Promise<boolean> {
  const rows = await db().execute(
    sql`select 1 from backup_state where kind = 'log' and point > ${moment.toISOString()}`,
  );
  return rows.length > 0;
}

/** Restarts the cluster with its log handed over, and the server with a target. */
async function startWithBackups(testEnv: TestEnv): Promise<void> {
  await testEnv.server.kill();
  await testEnv.cluster.stop();
  setArchiving(`${dataDir}/pg`, true);
  testEnv.cluster = await startEmbedded(`${dataDir}/pg`, { port: testEnv.cluster.port });
  await testEnv.start({ env: { BACKUP_TARGET: target, BACKUP_KEY: key } });
}

/** Everything that the machine had is gone. */
async function loseMachine(testEnv: TestEnv): Promise<void> {
  if ((await findRunningPort(cluster)) !== null) process.kill(testEnv.postmaster(), "SIGKILL");
  await testEnv.server.kill();
  await waitUntil("PostgreSQL is gone", async () => (await findRunningPort(cluster)) === null);
  await closeDb();
  for (const dir of [
    cluster,
    getPasswordFile(cluster),
    getWalFolder(cluster),
    `${dataDir}/secrets.json`,
    `${dataDir}/media`,
  ])
    rmSync(dir, { recursive: true, force: true });
}

/** Restores as typed and opens the shop. Returns how long that took in ms. */
async function restore(testEnv: TestEnv, ...wish: string[]): Promise<number> {
  const begun = performance.now();
  const { code, text } = await runTyped("restore", "--", target, ...wish);
  if (code !== 0) throw new Error(`restore: ${text}`);
  setArchiving(`${dataDir}/pg`, false);
  testEnv.cluster = await startEmbedded(`${dataDir}/pg`, { port: testEnv.cluster.port });
  await testEnv.start();
  return performance.now() - begun;
}

/** A full disk of the target: the office is told, orders go on, and afterwards the log that waited is stored. */
async function fillTarget(orders: Set<string>): Promise<ResultLine> {
  fill();
  const toldMs = await waitUntil("it is told", async () => (await readFailures()).includes("full"), 180_000);
  const before = orders.size;
  await sleep(5_000);
  const meanwhile = orders.size - before;
  rmSync(filler);
  const freed = await readClock();
  const backMs = await waitUntil("the log is stored again", () => isStoredBeyond(freed), 240_000);
  const failures = (await readFailures()).filter(Boolean).length;
  return {
    what: "the target's disk full",
    figure: `told after ${Math.round(toldMs / 1000)} s, ${meanwhile} orders in 5 s of it, stored again ${Math.round(backMs / 1000)} s after there was room, failures left ${failures}`,
    pass: meanwhile > 0 && failures === 0,
  };
}

/** A copy of the target with a damaged file, and one with a cut log: both are said, and nothing is restored by halves. */
async function damageCopies(): Promise<ResultLine> {
  const copy = path.join(home, "copy");
  cpSync(target, copy, { recursive: true });
  const log = readdirSync(path.join(copy, "log"))
    .filter((name) => /^[0-9A-F]{24}$/.test(name))
    .sort();
  rmSync(path.join(copy, "log", log.at(-2) ?? ""));
  const cut = await runTyped("backup", "--", copy, "--check");
  const [id = ""] = readdirSync(path.join(copy, "backups"));
  const archive = path.join(copy, "backups", id, "files/database.tar");
  const bytes = readFileSync(archive);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(archive, bytes);
  const damaged = await runTyped("backup", "--", copy, "--check");
  const refused = await runTyped("restore", "--", copy);
  rmSync(copy, { recursive: true });
  return compareFigures("damaged on the way", {
    "cut log said": [Number(cut.code === 1 && cut.text.includes("the log is cut there")), 1],
    "damaged file said": [Number(damaged.code === 1 && damaged.text.includes("database.tar")), 1],
    "restore refused": [Number(refused.code === 1 && refused.text.includes("database.tar is damaged")), 1],
    "left behind": [Number(existsSync(cluster)), 0],
  });
}

type Known = { shopper: FaultShopper; browser: Awaited<ReturnType<typeof openBrowser>>; epoch: string };

/** A line for a browser that knew more than the restored database: both have the same again, and nothing waits. */
async function compareBrowser({ shopper, browser, epoch }: Known): Promise<ResultLine> {
  const readPieces = async () =>
    Number(
      (
        await db().execute(
          sql`select coalesce(sum(quantity), 0) as n from cart_line where scope_id = ${shopper.shopperId}`,
        )
      )[0]?.n,
    );
  const isSame = async () =>
    browser.epoch() !== epoch && browser.engine.getState().kept === 0 && browser.countPieces() === (await readPieces());
  const ms = await waitUntil("the browser has what the database has", isSame, 90_000);
  return {
    what: "a browser that knew more",
    figure: `new epoch, ${browser.countPieces()} pieces here and there, nothing kept, after ${Math.round(ms)} ms`,
    pass: true,
  };
}

async function runOnTarget(testEnv: TestEnv): Promise<ResultLine[]> {
  await startWithBackups(testEnv);
  const { variantId } = await createStockedStore(1_000);
  const [shopper] = (await createShoppers(1, () => [])) as [FaultShopper];
  const browser = await openBrowser(() => testEnv.server.url, shopper);
  const people = await startTraffic(testEnv);
  const hasWhole = () =>
    (readdirSync(target).includes("backups") ? readdirSync(path.join(target, "backups")) : []).some((id) =>
      existsSync(path.join(target, "backups", id, "manifest.json")),
    );
  const wholeMs = await waitUntil("a whole backup", hasWhole, 240_000);
  const lines = [await fillTarget(people.orders)];
  await browser.add(variantId);
  await waitUntil("the piece is stored", () => browser.engine.getState().kept === 0);
  const before = new Set(people.orders);
  const moment = await readClock();
  await sleep(1_000);
  await browser.add(variantId);
  await waitUntil("the log leads beyond", () => isStoredBeyond(moment), 240_000);
  const known = { shopper, browser, epoch: browser.epoch() };
  const killedAt = Date.now();
  await loseMachine(testEnv);
  await people.stop();
  lines.push(await damageCopies());
  const toMs = await restore(testEnv, "--to", moment.toISOString());
  const present = await countPresent(people.orders);
  lines.push({
    what: `restored to ${moment.toISOString()}`,
    figure: `ready after ${Math.round(toMs / 1000)} s (≤ ${restoreMs / 1000}), ${await countPresent(before)} of ${before.size} orders of before, ${present} of ${people.orders.size} in all; a whole backup took ${Math.round(wholeMs / 1000)} s to appear under traffic`,
    pass: toMs <= restoreMs && (await countPresent(before)) === before.size && present < people.orders.size,
  });
  lines.push({ ...(await checkInvariants()), what: "invariants then" }, await compareBrowser(known));
  const epoch = browser.epoch();
  await loseMachine(testEnv);
  const newestMs = await restore(testEnv);
  const [{ at } = { at: "" }] = await db().execute<{ at: string }>(
    sql`select max(created_at)::text as at from customer_order`,
  );
  const lost = people.orders.size - (await countPresent(people.orders));
  const rpo = killedAt - new Date(at).getTime();
  lines.push({
    what: "restored to the newest",
    figure: `ready after ${Math.round(newestMs / 1000)} s, newest order ${Math.round(rpo / 1000)} s before the loss (≤ ${lostMs / 1000}), ${lost} of ${people.orders.size} lost`,
    pass: newestMs <= restoreMs && rpo <= lostMs,
  });
  lines.push(await compareBrowser({ ...known, epoch }));
  await browser.close();
  return lines;
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  try {
    mountTarget();
  } catch {
    return [{ what: "not run", figure: "mounting a small disk needs root", pass: null }];
  }
  try {
    return await runOnTarget(testEnv);
  } finally {
    execFileSync("umount", ["-l", target]);
  }
}

export const machineLost: Fault = { id: "F22", name: "The machine is lost, the backup is not", run };
