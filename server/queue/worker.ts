import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { getDirectUrl } from "@/db/client";
import { getInnermostMessage, log } from "@/server/platform/log";
import { withSpan } from "@/server/platform/trace";
import { countRun } from "./metrics";
import { type Job, jobRegistry } from "./registry";
import { getRetrySeconds } from "./rules";
import { openSession, type QueueSession } from "./session";

/** Jobs that one process runs at once; each takes its connections from the shop's pool. */
const concurrency = 10;
/** For jobs due later and for a lost notification. */
const pollMs = 1_000;
const restartMs = 1_000;
/** By then the library has stored the failure. */
const failureStoredMs = 250;
const longestReason = 300;

/** The library's own words about its connections; those about jobs are ours. */
const logger = new Logger(() => (level, message, meta) => {
  if (level === "error" && !meta?.failure) log().warn({ queue: message.split("\n", 1)[0] }, "the queue complains");
});

/** Counts and logs a run. What the office shows and the queue stores of a failure names nobody. */
const toTask =
  ({ name, run: work }: Job) =>
  async (payload: unknown) => {
    try {
      await withSpan(`job ${name}`, { "job.name": name }, async () => work((payload as { id?: string }).id));
      countRun(name, true);
    } catch (err) {
      countRun(name, false);
      log().error({ job: name, err }, "a job failed");
      throw new Error(getInnermostMessage(err).slice(0, longestReason));
    }
  };

/** The library's own delay is the same for all that failed together, and grows to six hours. */
function spreadRetries(events: WorkerEvents, pool: pg.Pool, list: readonly Job[]): void {
  const longest = new Map(list.map((job) => [job.name, job.everySeconds ?? Number.POSITIVE_INFINITY]));
  events.on("job:complete", ({ job, error }) => {
    if (!error) return;
    const seconds = Math.min(getRetrySeconds(job.attempts), longest.get(job.task_identifier) ?? 0);
    // One that was run again by hand meanwhile counts its tries anew, and is not put off.
    const text = `select from graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
      where id = $1::bigint and attempts = $3 and locked_at is null), now() + make_interval(secs => $2))`;
    wait(failureStoredMs, undefined, { ref: false })
      .then(() => pool.query(text, [job.id, seconds, job.attempts]))
      .catch(() => {});
  });
}

type Running = { runner: Runner; session: QueueSession; close: () => Promise<void> };

async function startOnce(list: readonly Job[]): Promise<Running> {
  // Which job was fetched and done need not outlast a crash of the database: then it runs once more.
  const options = "-c synchronous_commit=off";
  const pool = new pg.Pool({ connectionString: getDirectUrl(), max: 4, options, application_name: "selvedge queue" });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const events: WorkerEvents = new EventEmitter();
  let poolId = "";
  events.once("pool:create", ({ workerPool }) => {
    poolId = workerPool.id;
  });
  spreadRetries(events, pool, list);
  const taskList: TaskList = Object.fromEntries(list.map((job) => [job.name, toTask(job)]));
  const runner = await run({
    pgPool: pool,
    taskList,
    concurrency,
    pollInterval: pollMs,
    noHandleSignals: true,
    parsedCronItems: [],
    logger,
    events,
    preset: { worker: { completeJobBatchDelay: 0 } },
  });
  const session = openSession(poolId, list);
  return {
    runner,
    session,
    async close() {
      await session.close();
      await pool.end();
    },
  };
}

/**
 * Runs the jobs of the registry and their schedules in this process until the returned function is called, which waits
 * for the jobs that have begun. Starts anew when the library gives up, as after a crash of the database.
 */
export function startWorker(list: readonly Job[] = jobRegistry.get()): () => Promise<void> {
  let stopping = false;
  let running: Running | undefined;
  const work = async () => {
    while (!stopping) {
      try {
        running = await startOnce(list);
        if (stopping) await running.runner.stop();
        await running.runner.promise;
      } catch (err) {
        if (!stopping) log().warn({ err }, "the queue ended; it starts again");
      }
      await running?.close().catch(() => {});
      running = undefined;
      if (!stopping) await wait(restartMs);
    }
  };
  const ended = work();
  return async () => {
    stopping = true;
    await running?.runner.stop().catch(() => {});
    await ended;
  };
}
