import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { syncedModules } from "./registry";

const changeDays = 14;
const longDays = 35;
const clientDays = 400;
const batch = 5_000;

/** Repeats a delete of at most `batch` rows until it finds fewer. Returns the number of deleted rows. */
async function deleteInBatches(once: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await once();
    total += deleted;
    if (deleted < batch) return total;
  }
}

/** Deletes changes older than 14 days; a cursor below them gets a snapshot. */
async function deleteOldChanges(): Promise<number> {
  const [row] = await db().execute<{ gone: number }>(sql`
    with old as (
      delete from sync_change where ctid = any(array(
        select ctid from sync_change where at < clock_now() - make_interval(days => ${changeDays}) limit ${batch}))
      returning scope_id, version
    ), raised as (
      update sync_scope s set min_version = greatest(s.min_version, o.version)
      from (select scope_id, max(version) as version from old group by scope_id) o where s.id = o.scope_id
    ) select count(*)::int as gone from old`);
  return row?.gone ?? 0;
}

/** Deletes receipts older than 35 days: a later repetition of the operation is answered as accepted. */
async function deleteOldReceipts(): Promise<number> {
  const [row] = await db().execute<{ gone: number }>(sql`
    with old as (
      delete from sync_receipt where ctid = any(array(
        select ctid from sync_receipt where at < clock_now() - make_interval(days => ${longDays}) limit ${batch}))
      returning 1
    ) select count(*)::int as gone from old`);
  return row?.gone ?? 0;
}

/**
 * Deletes clients that were not used for more than a year: a device sends its queued operations under a new client id
 * then.
 */
async function deleteOldClients(): Promise<number> {
  const [row] = await db().execute<{ gone: number }>(sql`
    with old as (
      delete from sync_client where ctid = any(array(
        select ctid from sync_client where last_seen_at < clock_now() - make_interval(days => ${clientDays}) limit ${batch}))
      returning 1
    ) select count(*)::int as gone from old`);
  return row?.gone ?? 0;
}

/** Deletes what no device needs any more, in batches. Returns the number of deleted rows of each table. */
export async function sweepRetention() {
  const deleted: Record<string, number> = {
    changes: await deleteInBatches(deleteOldChanges),
    receipts: await deleteInBatches(deleteOldReceipts),
    clients: await deleteInBatches(deleteOldClients),
  };
  for (const [name, deleteOld] of Object.entries(syncedModules().deleteOldRows))
    deleted[name] = await deleteInBatches(() => deleteOld(longDays, batch));
  return deleted;
}
