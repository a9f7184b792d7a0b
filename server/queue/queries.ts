import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { failingTries } from "./rules";

/** A job that was given up, or a schedule that keeps failing. */
export type FailedJob = {
  id: string;
  name: string;
  /** A schedule is tried again by itself. */
  state: "given_up" | "failing";
  /** The message of its last failure; null when the process ended while it ran. */
  reason: string | null;
  tries: number;
  /** When it last failed. */
  at: Date;
};

/** Condition on the library's view: given up, or a schedule that keeps failing; not one that another run replaced. */
export const hasFailed = sql`key is not null and locked_at is null and (attempts >= max_attempts or attempts >= ${failingTries})`;

/** Jobs that failed for good or keep failing, the latest first. */
export async function listFailedJobs(limit: number): Promise<FailedJob[]> {
  const rows = await db().execute<Omit<FailedJob, "at"> & { at: string }>(sql`
    select id::text as id, task_identifier as name, last_error as reason, attempts::int as tries,
      case when attempts >= max_attempts then 'given_up' else 'failing' end as state,
      to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from graphile_worker.jobs where ${hasFailed} order by updated_at desc, id desc limit ${limit}`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/** How many jobs wait for their turn, and how many failed for good or keep failing. */
export async function countJobs(): Promise<{ waiting: number; failed: number }> {
  const [row] = await db().execute<{ waiting: number; failed: number }>(sql`
    select count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now())::int as waiting,
      count(*) filter (where ${hasFailed})::int as failed
    from graphile_worker.jobs`);
  return row ?? { waiting: 0, failed: 0 };
}
