import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { awaitAll } from "@/server/platform/transaction";
import type { Span } from "@/server/stores/rules";
import { maxUpcoming } from "../rules";
import { findOverlap, listOccupiedTimes, type OccupiedTime, toOverlapError } from "./double-booking.queries";

/**
 * Serialises changes of the same shoppers' appointments and waitlist entries; released at the end of the transaction.
 */
export type LockShoppers = (tx: Tx, ...shopperIds: string[]) => Promise<void>;

/** Comes before the locks of waitlist entries, rooms, appointments and scopes. */
export const lockShoppers: LockShoppers = async (tx, ...shopperIds) => {
  for (const id of [...new Set(shopperIds)].sort())
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`fittings-of:${id}`}, 0))`);
};

type BookingCheck = { shopperId: string | null; span: Span; exceptId: string | null; actor: Pick<Actor, "kind"> };

/**
 * Asserts that a shopper has no other appointment at a time, in any store. Returns what else occupies their time.
 * `lock` serialises the shopper's calls; the constraint `fitting_one_place` backs it. Throws OTHER_APPOINTMENT
 * (details: `startsAt`, `endsAt`; for the shopper also `fittingId`, `storeName`, `timeZone`), CONFLICT (merged into an
 * account meanwhile).
 */
export async function assertNoOverlap(
  tx: Tx,
  { shopperId, span, exceptId, actor }: BookingCheck,
  lock: LockShoppers = lockShoppers,
): Promise<OccupiedTime[]> {
  // A walk-in is anonymous.
  if (!shopperId) return [];
  await lock(tx, shopperId);
  const [occupiedTimes, [scope]] = await awaitAll([
    listOccupiedTimes(shopperId, span, tx),
    tx.execute<{ gone: boolean }>(sql`select merged_into is not null as gone from sync_scope where id = ${shopperId}`),
  ]);
  // Merged into an account while waiting for the lock: a booking would belong to the ended guest.
  if (scope?.gone) throw new AppError("CONFLICT");
  const other = findOverlap(occupiedTimes, span, exceptId);
  if (other) throw toOverlapError(other, actor);
  return occupiedTimes;
}

/** `assertNoOverlap` for an additional appointment. Throws TOO_MANY_RESERVATIONS too. */
export async function assertCanBook(tx: Tx, check: BookingCheck, lock: LockShoppers = lockShoppers): Promise<void> {
  const occupiedTimes = await assertNoOverlap(tx, check, lock);
  if (occupiedTimes.filter((o) => o.ahead).length >= maxUpcoming)
    throw new AppError("TOO_MANY_RESERVATIONS", { limit: maxUpcoming });
}
