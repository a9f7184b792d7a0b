import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { AppError } from "@/server/platform/errors";
import { findFittings } from "./queries";
import type { FittingRow } from "./schema";

/** An appointment as read under the lock, with its shopper and the database clock (ms since 1970). */
export type LockedFitting = FittingRow & { shopperId: string | null; now: number };

/**
 * Locks and reads the one appointment that `where` (on alias `f`) finds: its changes are announced in the order in
 * which they happened. Comes after room locks and before the rows of items and requests. Throws NOT_FOUND.
 */
export async function lockFitting(tx: Tx, where: SQL): Promise<LockedFitting> {
  const [locked] = await tx.execute<{ id: string; shopper_id: string | null; now: string }>(sql`
    select f.id, f.shopper_id, extract(epoch from clock_now()) * 1000 as now from fitting f where ${where} for no key update`);
  if (!locked) throw new AppError("NOT_FOUND");
  const [row] = await findFittings(sql`f.id = ${locked.id}`, tx);
  if (!row) throw new AppError("NOT_FOUND");
  return { ...row, shopperId: locked.shopper_id, now: Number(locked.now) };
}

/**
 * Finds the one appointment of `where`, without a lock: the locks of its shopper and of rooms may follow. Throws
 * NOT_FOUND.
 */
export async function findFitting(tx: Tx, where: SQL): Promise<FittingRow & { shopperId: string | null }> {
  const [row] = await findFittings(where, tx);
  if (!row) throw new AppError("NOT_FOUND");
  const [owner] = await tx.execute<{ id: string | null }>(
    sql`select shopper_id as id from fitting where id = ${row.fittingId}`,
  );
  return { ...row, shopperId: owner?.id ?? null };
}

/** Condition for `lockFitting`: the shopper's own appointment. */
export const isOwnedBy = (shopperId: string, fittingId: string) =>
  sql`f.id = ${fittingId} and f.shopper_id = ${shopperId}`;

/** Condition for `lockFitting`: an appointment in a store. */
export const isInStore = (storeId: string, fittingId: string) => sql`f.id = ${fittingId} and f.store_id = ${storeId}`;
