import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { build } from "esbuild";
import { db } from "@/db/client";
import { maxTries } from "@/server/queue/rules";

const workerFile = ".data/burst/worker.mjs";
const endMs = 60_000;

/** Adds `count` jobs at once, each with a row that counts its effects. */
export async function addBurst(count: number): Promise<void> {
  await db().execute(sql`create table if not exists burst (id int primary key, effects int not null default 0)`);
  await db().execute(sql`truncate burst`);
  await db().execute(sql`insert into burst select generate_series(1, ${count}::int)`);
  await db().execute(sql`select count(*) from graphile_worker.add_jobs(array(
    select ('burst.count', json_build_object('id', i::text), null, null, ${maxTries}::int, 'burst:' || i, null, null)::graphile_worker.job_spec
    from generate_series(1, ${count}::int) i))`);
}

/** How many jobs had their effect, more than once, or not yet. */
export async function countEffects(): Promise<{ done: number; doubled: number; lost: number }> {
  const [row] = await db().execute<{ done: number; doubled: number; lost: number }>(sql`
    select count(*) filter (where effects > 0)::int as done, count(*) filter (where effects > 1)::int as doubled,
      count(*) filter (where effects = 0)::int as lost from burst`);
  return row ?? { done: 0, doubled: 0, lost: 0 };
}

async function waitFor(happened: () => Promise<boolean>): Promise<void> {
  for (const until = performance.now() + endMs; performance.now() < until; await wait(20)) if (await happened()) return;
}
const waitForEffects = (wanted: number) => waitFor(async () => (await countEffects()).done >= wanted);

/** Nothing of a burst waits or runs. */
async function isQueueEmpty(): Promise<boolean> {
  const rows = await db().execute(sql`select from graphile_worker.jobs where task_identifier = 'burst.count' limit 1`);
  return rows.length === 0;
}

async function startWorkerProcess(unguarded: boolean): Promise<ChildProcess> {
  const env = { ...process.env, UNGUARDED: unguarded ? "1" : "", LOG_LEVEL: "silent" };
  const child = fork(workerFile, { env, stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
  await once(child, "spawn");
  return child;
}

async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Builds the worker process: our own code in one file. */
async function buildWorker(): Promise<void> {
  await build({
    entryPoints: { worker: "e2e/faults/burst-worker.ts" },
    outdir: ".data/burst",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
}

/**
 * Runs a burst of `count` jobs in two worker processes, of which one is killed `kills` times in the midst of it, and
 * started again. Returns how many jobs were lost and how many had their effect twice.
 */
export async function killInBurst(
  { count, kills }: { count: number; kills: number },
  { unguarded = false } = {},
): Promise<{ lost: number; doubled: number }> {
  await buildWorker();
  await addBurst(count);
  const workers = [await startWorkerProcess(unguarded), await startWorkerProcess(unguarded)];
  try {
    for (let kill = 1; kill <= kills; kill++) {
      await waitForEffects(Math.floor((count * kill) / (kills + 1)));
      const at = kill % 2;
      await killProcess(workers[at] as ChildProcess);
      workers[at] = await startWorkerProcess(unguarded);
    }
    await waitFor(isQueueEmpty);
  } finally {
    for (const worker of workers) await killProcess(worker);
  }
  return countEffects();
}
