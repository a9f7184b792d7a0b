import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { awaitAll } from "@/server/platform/transaction";
import type { Span } from "@/server/stores/rules";
import { maxUpcoming } from "../rules";
import { findOverlap, listOccupiedTimes, type OccupiedTime } from "./double-booking.queries";

/** Makes others wait who change what the same people have booked or wait for; released at the end of the transaction. */
export type LockShoppers = (tx: Tx, ...shopperIds: string[]) => Promise<void>;

/** Comes before the locks of places on waiting lists, rooms, appointments and scopes. */
export const lockShoppers: LockShoppers = async (tx, ...shopperIds) => {
  for (const id of [...new Set(shopperIds)].sort())
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`fittings-of:${id}`}, 0))`);
};

/** The refusal that names the appointment in the way; staff hear when it is, not where. */
export function toOverlapError({ startsAt, endsAt, ...where }: OccupiedTime, actor: Pick<Actor, "kind">): AppError {
  const { fittingId, storeName, timeZone } = where;
  const place = actor.kind === "staff" ? {} : { fittingId, storeName, timeZone };
  return new AppError("OTHER_APPOINTMENT", { startsAt, endsAt, ...place });
}

type BookingCheck = { shopperId: string | null; span: Span; exceptId: string | null; actor: Pick<Actor, "kind"> };

/**
 * A person is in one place: refuses a time at which they have another appointment, in whatever store. Gives what else takes
 * their time. `lock` has them decide one thing after the other; the constraint `fitting_one_place` stands behind it. Throws
 * OTHER_APPOINTMENT (details: `startsAt`, `endsAt`; for the person themselves `fittingId`, `storeName`, `timeZone` too),
 * CONFLICT (signed in as somebody else in this very moment).
 */
export async function assertNoOverlap(
  tx: Tx,
  { shopperId, span, exceptId, actor }: BookingCheck,
  lock: LockShoppers = lockShoppers,
): Promise<OccupiedTime[]> {
  // A walk-in left no name that says who they are.
  if (!shopperId) return [];
  await lock(tx, shopperId);
  const [occupiedTimes, [scope]] = await awaitAll([
    listOccupiedTimes(shopperId, span, tx),
    tx.execute<{ gone: boolean }>(sql`select merged_into is not null as gone from sync_scope where id = ${shopperId}`),
  ]);
  // Became another person while waiting for the lock: what they booked now would be nobody's.
  if (scope?.gone) throw new AppError("CONFLICT");
  const other = findOverlap(occupiedTimes, span, exceptId);
  if (other) throw toOverlapError(other, actor);
  return occupiedTimes;
}

/** `assertOnePlace` for one appointment more. Throws TOO_MANY_RESERVATIONS too. */
export async function assertCanBook(tx: Tx, check: BookingCheck, lock: LockShoppers = lockShoppers): Promise<void> {
  const occupiedTimes = await assertNoOverlap(tx, check, lock);
  if (occupiedTimes.filter((o) => o.ahead).length >= maxUpcoming)
    throw new AppError("TOO_MANY_RESERVATIONS", { limit: maxUpcoming });
}
