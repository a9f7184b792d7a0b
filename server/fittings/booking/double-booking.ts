import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { together } from "@/server/platform/transaction";
import type { Span } from "@/server/stores/rules";
import { maxAhead } from "../rules";
import { inTheWay, type Occupied, occupied } from "./double-booking.queries";

/** Makes others wait who change what the same people have booked or wait for; released at the end of the transaction. */
export type LockPerson = (tx: Tx, ...shopperIds: string[]) => Promise<void>;

/** Comes before the locks of places on waiting lists, rooms, appointments and scopes. */
export const lockPerson: LockPerson = async (tx, ...shopperIds) => {
  for (const id of [...new Set(shopperIds)].sort())
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`fittings-of:${id}`}, 0))`);
};

/** The refusal that names the appointment in the way; staff hear when it is, not where. */
export function overlapRefusal({ startsAt, endsAt, ...where }: Occupied, actor: Pick<Actor, "kind">): AppError {
  const { fittingId, storeName, timeZone } = where;
  const named = actor.kind === "staff" ? {} : { fittingId, storeName, timeZone };
  return new AppError("OTHER_APPOINTMENT", { startsAt, endsAt, ...named });
}

type Wanted = { shopperId: string | null; span: Span; exceptId: string | null; actor: Pick<Actor, "kind"> };

/**
 * A person is in one place: refuses a time at which they have another appointment, in whatever store. Gives what else takes
 * their time. `lock` has them decide one thing after the other; the constraint `fitting_one_place` stands behind it. Throws
 * OTHER_APPOINTMENT (details: `startsAt`, `endsAt`; for the person themselves `fittingId`, `storeName`, `timeZone` too),
 * CONFLICT (signed in as somebody else in this very moment).
 */
export async function assertOnePlace(
  tx: Tx,
  { shopperId, span, exceptId, actor }: Wanted,
  lock: LockPerson = lockPerson,
): Promise<Occupied[]> {
  // A walk-in left no name that says who they are.
  if (!shopperId) return [];
  await lock(tx, shopperId);
  const [taken, [scope]] = await together([
    occupied(shopperId, span, tx),
    tx.execute<{ gone: boolean }>(sql`select merged_into is not null as gone from sync_scope where id = ${shopperId}`),
  ]);
  // Became another person while waiting for the lock: what they booked now would be nobody's.
  if (scope?.gone) throw new AppError("CONFLICT");
  const other = inTheWay(taken, span, exceptId);
  if (other) throw overlapRefusal(other, actor);
  return taken;
}

/** `assertOnePlace` for one appointment more. Throws TOO_MANY_RESERVATIONS too. */
export async function assertMayBook(tx: Tx, wanted: Wanted, lock: LockPerson = lockPerson): Promise<void> {
  const taken = await assertOnePlace(tx, wanted, lock);
  if (taken.filter((o) => o.ahead).length >= maxAhead) throw new AppError("TOO_MANY_RESERVATIONS", { limit: maxAhead });
}
