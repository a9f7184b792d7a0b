import { sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { log } from "@/server/platform/log";
import { hasFailed } from "./queries";
import { endless, maxTries } from "./rules";

/** The jobs that this process is adding now, by key; true when one more was asked for meanwhile. */
const adding = new Map<string, boolean>();
let lastAdded: Promise<unknown> = Promise.resolve();

/**
 * Only jobs without an id have a queue of their own, in which one runs at a time: the library keeps a row for each
 * queue. The commit does not wait for the disk: the schedules find the work of a job that a crash of the database lost.
 */
const insertJob = (name: string, id: string | undefined) =>
  db().execute(sql`select quick.set_config from (select set_config('synchronous_commit', 'off', true)) as quick,
    graphile_worker.add_job(${name}, ${JSON.stringify(id ? { id } : {})}::json,
    job_key => ${id ? `${name}:${id}` : name}, queue_name => ${id ? null : name}::text,
    max_attempts => ${id ? maxTries : endless}::int)`);

async function insertUntilQuiet(key: string, insert: () => Promise<unknown>): Promise<void> {
  try {
    do {
      adding.set(key, false);
      await insert();
    } while (adding.get(key));
  } catch (err) {
    log().warn({ job: key, err }, "a job could not be added; its schedule finds the work");
  } finally {
    adding.delete(key);
  }
}

/**
 * Adds a job after the current response, in a statement of its own; the caller does not wait. Call it after the commit
 * of the rows that the job works on, never inside a transaction: adding notifies the workers, and NOTIFY inside a
 * transaction makes commits wait for one another. A job that already waits under the same name and `id` is not added
 * again; one that runs already is followed by another.
 */
export function addJob(name: string, id?: string): void {
  const key = id ? `${name}:${id}` : name;
  if (adding.has(key)) return void adding.set(key, true);
  adding.set(key, true);
  const added = new Promise(setImmediate).then(() => insertUntilQuiet(key, () => insertJob(name, id)));
  lastAdded = Promise.all([lastAdded, added]).then(() => {});
}

/** Resolves when the jobs asked for until now have been added: the pool may then be closed. */
export async function waitForAddedJobs(): Promise<void> {
  await lastAdded;
}

/**
 * Lets a job that failed run again now, with all of its tries, in the caller's transaction. Returns its name; null when
 * it has not failed, or has run or begun meanwhile.
 */
export async function retryJob(tx: Tx, jobId: string): Promise<string | null> {
  const [row] = await tx.execute<{ name: string }>(sql`
    select j.task_identifier as name from graphile_worker.reschedule_jobs(
      array(select id from graphile_worker.jobs where id = ${jobId}::bigint and ${hasFailed}), run_at => now(), attempts => 0) r
    join graphile_worker.jobs j on j.id = r.id`);
  return row?.name ?? null;
}

/** Deletes failed runs that a later run of the same job replaced: they work on nothing any more. */
export async function deleteReplacedRuns(): Promise<void> {
  await db().execute(sql`select from graphile_worker.complete_jobs(array(
    select id from graphile_worker.jobs where key is null and locked_at is null and attempts >= max_attempts))`);
}
