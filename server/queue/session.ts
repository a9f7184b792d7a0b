import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { getDirectUrl } from "@/db/client";
import { log } from "@/server/platform/log";
import type { Job } from "./registry";
import { endless, getNextRunMs } from "./rules";

const tickMs = 1_000;
/** Advisory locks, beside 727000 (cluster), 727001 (migrations) and 727010 (invariants). */
const locks = { schedules: 727_011, worker: 727_012 };
/** First runs after a start, spread over this time. */
const firstMs = 5_000;

export type QueueSession = { close(): Promise<void> };
type Session = { poolId: string; list: readonly Job[]; signal: AbortSignal };

/**
 * Frees what dead processes had fetched: the library itself would wait for four hours. A living one holds a lock under
 * its name for as long as its connection lives.
 */
const freeDeadText = `with dead as materialized (
    select locked_by from (select distinct locked_by from graphile_worker.jobs
      where locked_by <> $1 and locked_at < now() - interval '2 seconds') other
    where pg_try_advisory_xact_lock(${locks.worker}, hashtext(locked_by)))
  select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead having count(*) > 0`;

/** Nothing is added while the last run of a schedule waits, runs or is tried again. */
const addRunText = `select from graphile_worker.add_job($1, '{}', queue_name => $1, max_attempts => ${endless},
  job_key => $1, job_key_mode => 'unsafe_dedupe')`;

/** A failed run whose next try was set too far ahead, because its process ended in between, is tried by its schedule. */
const tryFailedText = `select from graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
  where key = $1 and locked_at is null and attempts > 0 and run_at > now() + make_interval(secs => $2)), now())`;

async function tick(client: pg.Client, poolId: string, due: readonly (Job & { everySeconds: number })[]) {
  await client.query(freeDeadText, [poolId]);
  for (const { name, everySeconds } of due) {
    await client.query(addRunText, [name]);
    await client.query(tryFailedText, [name, everySeconds]);
  }
}

const isSchedule = (job: Job): job is Job & { everySeconds: number } => job.everySeconds !== undefined;

/** Looks after schedules and dead processes on one connection until it breaks; one process of the cluster does. */
async function lookAfter(client: pg.Client, { poolId, list, signal }: Session): Promise<void> {
  await client.connect();
  await client.query("select pg_advisory_lock($1, hashtext($2))", [locks.worker, poolId]);
  const nextAt = new Map<string, number>();
  let first = false;
  for (;;) {
    if (!first) {
      const { rows } = await client.query("select pg_try_advisory_lock($1) as first", [locks.schedules]);
      first = rows[0]?.first === true;
    }
    if (first) {
      const now = performance.now();
      const due = [];
      for (const job of list.filter(isSchedule)) {
        const at = nextAt.get(job.name) ?? now + Math.random() * Math.min(firstMs, job.everySeconds * 1000);
        nextAt.set(job.name, at <= now ? now + getNextRunMs(job.everySeconds) : at);
        if (at <= now) due.push(job);
      }
      await tick(client, poolId, due);
    }
    await wait(tickMs, undefined, { signal });
  }
}

/**
 * Opens the connection that says that this process lives, as the worker `poolId`, and from which one process of the
 * cluster adds the runs of all schedules of `list`. A broken one is opened again.
 */
export function openSession(poolId: string, list: readonly Job[]): QueueSession {
  const closing = new AbortController();
  const { signal } = closing;
  const keepOpen = async () => {
    while (!signal.aborted) {
      const client = new pg.Client({ connectionString: getDirectUrl(), application_name: "selvedge schedules" });
      client.on("error", () => {});
      await lookAfter(client, { poolId, list, signal }).catch((err) => {
        if (!signal.aborted) log().warn({ err }, "the queue's schedules lost their connection");
      });
      await client.end().catch(() => {});
      await wait(tickMs, undefined, { signal }).catch(() => {});
    }
  };
  const ended = keepOpen();
  return {
    async close() {
      closing.abort();
      await ended;
    },
  };
}
