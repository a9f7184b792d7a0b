import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { readMetrics } from "@/server/platform/metrics";
import { inTransaction } from "@/server/platform/transaction";
import { addJob, deleteReplacedRuns, retryJob, waitForAddedJobs } from "./commands";
import { countJobs, listFailedJobs } from "./queries";
import type { Job } from "./registry";
import { endless, maxTries } from "./rules";
import { startWorker } from "./worker";

/** Waits until something has happened. */
const waitUntil = (happened: () => Promise<boolean>) => vi.waitUntil(happened, { timeout: 30_000, interval: 50 });

const stops: (() => Promise<void>)[] = [];
const start = (jobs: Job[]) => {
  const stop = startWorker(jobs);
  stops.push(stop);
  return stop;
};
const clear = () =>
  db().execute(sql`select from graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`);

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await clear();
});

test("a job runs with its id, and one that waits is not added twice", async () => {
  const ran: unknown[] = [];
  for (let i = 0; i < 20; i++) addJob("notes.print", "7");
  await waitForAddedJobs();
  expect(await countJobs()).toMatchObject({ waiting: 1 });
  start([{ name: "notes.print", run: async (id) => ran.push(id) }]);
  await waitUntil(async () => ran.length > 0);
  expect(ran).toEqual(["7"]);
  const { text } = await readMetrics();
  expect(text).toContain('selvedge_job_runs_total{job="notes.print"} 1');
  expect(text).toContain('selvedge_job_failures_total{job="notes.print"} 0');
  expect(text).toMatch(/^selvedge_job_last_success_timestamp_seconds\{job="notes.print"\} 1\d{9}/m);
  expect(text).toMatch(/^selvedge_jobs_failed 0$/m);
});

test("a job that is added while it runs runs once more, after it", async () => {
  let running = 0;
  let most = 0;
  let ran = 0;
  let finish = () => {};
  const job: Job = {
    name: "notes.copy",
    async run() {
      most = Math.max(most, ++running);
      if (ran === 0) await new Promise<void>((resolve) => (finish = resolve));
      running--;
      ran++;
    },
  };
  start([job]);
  addJob("notes.copy");
  await waitUntil(async () => running === 1);
  addJob("notes.copy");
  await waitForAddedJobs();
  finish();
  await waitUntil(async () => ran === 2);
  expect(most).toBe(1);
});

test("a schedule runs by itself, in one of two processes", async () => {
  let ran = 0;
  let most = 0;
  let running = 0;
  const job: Job = {
    name: "notes.count",
    everySeconds: 1,
    async run() {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 50));
      running--;
      ran++;
    },
  };
  start([job]);
  start([job]);
  await waitUntil(async () => ran >= 3);
  expect(most).toBe(1);
  const [row] = await db().execute<{ n: number }>(
    sql`select count(distinct pid)::int as n from pg_locks where locktype = 'advisory' and objid = 727011 and granted`,
  );
  expect(row?.n).toBe(1);
});

test("a failure is tried again later, names nobody, and is given up after the last try", async () => {
  let broken = true;
  let ran = 0;
  const id = randomUUID();
  const job: Job = {
    name: "notes.send",
    async run() {
      ran++;
      if (broken) throw new Error("leyla@example.test does not answer");
    },
  };
  start([job]);
  addJob(job.name, id);
  const read = async () => {
    const [row] = await db().execute<{ id: string; last_error: string | null }>(
      sql`select id::text as id, last_error from graphile_worker.jobs
        where task_identifier = ${job.name} and locked_at is null`,
    );
    return row;
  };
  await waitUntil(async () => typeof (await read())?.last_error === "string");
  const jobId = (await read())?.id;
  expect(await listFailedJobs(10)).toEqual([]);
  await waitUntil(async () => {
    await db().execute(sql`select from graphile_worker.reschedule_jobs(
      array(select id from graphile_worker.jobs where attempts < ${maxTries}), now(), attempts => ${maxTries - 1})`);
    return (await listFailedJobs(10))[0]?.state === "given_up";
  });
  expect(await listFailedJobs(10)).toMatchObject([
    { id: jobId, name: job.name, state: "given_up", reason: "…@… does not answer", tries: maxTries },
  ]);
  expect(await countJobs()).toMatchObject({ failed: 1 });
  broken = false;
  const before = ran;
  expect(await inTransaction((tx) => retryJob(tx, String(jobId)))).toBe(job.name);
  await waitUntil(async () => ran === before + 1);
  await waitUntil(async () => (await read()) === undefined);
  expect(await inTransaction((tx) => retryJob(tx, String(jobId)))).toBeNull();
});

test("a schedule that fails is tried at its own rhythm for ever, and shows while it fails", async () => {
  let ran = 0;
  const job: Job = {
    name: "notes.sort",
    everySeconds: 1,
    async run() {
      ran++;
      if (ran < 7) throw new Error("not now");
    },
  };
  start([job]);
  await waitUntil(async () => (await listFailedJobs(10)).length === 1);
  expect(await listFailedJobs(10)).toMatchObject([{ name: job.name, state: "failing", reason: "not now" }]);
  await waitUntil(async () => ran >= 8);
  expect(await listFailedJobs(10)).toEqual([]);
});

test("a run that failed after another took its place is deleted", async () => {
  await db().execute(
    sql`select from graphile_worker.add_job('notes.old', job_key => 'notes.old', max_attempts => ${endless})`,
  );
  await db().execute(
    sql`select from graphile_worker.permanently_fail_jobs(array(select id from graphile_worker.jobs), 'late')`,
  );
  addJob("notes.old");
  await waitForAddedJobs();
  const count = async () =>
    (await db().execute(sql`select from graphile_worker.jobs where task_identifier = 'notes.old'`)).length;
  expect(await count()).toBe(2);
  await deleteReplacedRuns();
  expect(await count()).toBe(1);
});

test("a stop waits for the job that has begun and leaves the others to the next start", async () => {
  let ended = 0;
  let begun = 0;
  const job: Job = {
    name: "notes.archive",
    async run() {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, 300));
      ended++;
    },
  };
  for (let i = 0; i < 40; i++) addJob(job.name, String(i));
  await waitForAddedJobs();
  const stop = start([job]);
  await waitUntil(async () => begun > 0);
  await stop();
  expect(ended).toBe(begun);
  expect(begun).toBeLessThan(40);
  expect(await countJobs()).toMatchObject({ waiting: 40 - begun });
});
