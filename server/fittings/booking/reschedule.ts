import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor, Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { assertSlot, type Locks, locks } from "./commands";
import { refusedWithAlternatives } from "./queries";
import { type Announce, announceFitting } from "../events";
import { lockFitting, ownedBy } from "../lock";
import { assertOwner } from "@/server/access/actors";
import { assertMayBook, assertOnePlace } from "./double-booking";
import { spanOf } from "./double-booking.queries";
import { fittingOfShopper, loadFittings } from "../queries";
import { cancelOpenRequests } from "../requests";
import { lockRoom, rangeOf, roomFree, takeRoom } from "./rooms";
import { fittingSources, slotMs } from "../rules";
import type { FittingInput, FittingRow, RescheduleInput } from "../schema";

/** `reschedule` with the given locks: what is shipped locks, a test shows what happens without. */
export const rescheduleWith =
  (held: Locks) =>
  /**
   * Moves a booked appointment to another time in its store, in any free room, in one statement: it keeps its id, and
   * its old time when the new one is refused (refusals as of `book`, WRONG_STATUS once the visit has begun).
   */
  async (ctx: Ctx, input: RescheduleInput): Promise<void> => {
    const actor = assertOwner(ctx);
    const { fittingId, slots } = input;
    const { storeId } = await fittingOfShopper(actor.shopperId, fittingId);
    await refusedWithAlternatives({ storeId, startsAt: input.startsAt, slots, exceptId: fittingId }, actor, () =>
      commitWithChanges(async (tx, announce) => {
        const wanted = await assertSlot(tx, storeId, input.startsAt, slots);
        const mine = { shopperId: actor.shopperId, span: wanted, exceptId: fittingId, actor };
        await assertOnePlace(tx, mine, held.person);
        const moved = await takeRoom(tx, held.room, { ...wanted, exceptId: fittingId }, async (roomId) => {
          const [row] = await tx.execute<{ id: string }>(sql`
            update fitting set room_id = ${roomId}, during = ${rangeOf(wanted)}, starts_at = lower(${rangeOf(wanted)}),
              ends_at = upper(${rangeOf(wanted)}), overlap_allowed = false,
              sequence = sequence + 1, updated_at = clock_now()
            where id = ${fittingId} and shopper_id = ${actor.shopperId} and status = 'booked'
              and ${roomFree(roomId, wanted, fittingId)} returning id`);
          return row?.id;
        });
        if (!moved) {
          const { status } = await fittingOfShopper(actor.shopperId, fittingId, tx);
          throw status === "booked" ? new AppError("SLOT_TAKEN") : new AppError("WRONG_STATUS", { status });
        }
        await announceFitting(tx, announce, fittingId, actor);
      }),
    );
  };

/** Moves an appointment; see `rescheduleWith`. */
export const reschedule = rescheduleWith(locks);

/** Gives a booked time back. Throws NOT_FOUND, WRONG_STATUS. */
export async function cancel(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertOwner(ctx);
  await commitWithChanges((tx, announce) => cancelIn(tx, announce, actor, fittingId));
}

/** `cancel` inside a transaction of `commitWithChanges`. */
export async function cancelIn(tx: Tx, announce: Announce, actor: ShopperActor, fittingId: string): Promise<void> {
  const { status } = await lockFitting(tx, ownedBy(actor.shopperId, fittingId));
  const [row] = await tx.execute(sql`
    update fitting set status = 'cancelled', sequence = sequence + 1, updated_at = clock_now()
    where id = ${fittingId} and shopper_id = ${actor.shopperId} and status in ${fittingSources("cancelled")} returning id`);
  if (!row) throw new AppError("WRONG_STATUS", { status });
  await cancelOpenRequests(tx, announce, fittingId, actor);
  await announceFitting(tx, announce, fittingId, actor);
}

/**
 * Puts an appointment whose room was given back (`from`: cancelled or no-show) into its old time: in its old room, else
 * in another. Throws SLOT_TAKEN when every room is gone, OTHER_APPOINTMENT, WRONG_STATUS when it was not in `from`.
 */
export async function putBack(
  tx: Tx,
  announce: Announce,
  fitting: FittingRow & { shopperId: string | null },
  from: "cancelled" | "no_show",
  actor: Actor,
): Promise<void> {
  const { fittingId, storeId, shopperId } = fitting;
  const span = spanOf(fitting);
  await assertOnePlace(tx, { shopperId, span, exceptId: fittingId, actor });
  const place = async (roomId: string) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      update fitting set status = 'booked', room_id = ${roomId}, overlap_allowed = false, sequence = sequence + 1, updated_at = clock_now()
      where id = ${fittingId} and status = ${from} and ${roomFree(roomId, span, fittingId)} returning id`);
    return row?.id;
  };
  const anyRoom = { ...span, storeId, exceptId: fittingId };
  if (await takeRoom(tx, lockRoom, anyRoom, place)) {
    await announceFitting(tx, announce, fittingId, actor);
    return;
  }
  const [now] = await loadFittings(sql`f.id = ${fittingId}`, tx);
  throw now?.status === from ? new AppError("SLOT_TAKEN") : new AppError("WRONG_STATUS", { status: now?.status ?? "" });
}

/**
 * Undoes a cancellation while the time lies ahead and a room is free. Throws SLOT_TAKEN or OTHER_APPOINTMENT (with
 * alternatives), SLOT_PAST, TOO_MANY_RESERVATIONS.
 */
export async function restore(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertOwner(ctx);
  const { shopperId } = actor;
  const before = { ...(await fittingOfShopper(shopperId, fittingId)), shopperId };
  const span = spanOf(before);
  const slots = span.to - span.from > slotMs ? 2 : 1;
  await refusedWithAlternatives({ ...before, slots, exceptId: fittingId }, actor, () =>
    commitWithChanges(async (tx, announce) => {
      await assertSlot(tx, before.storeId, before.startsAt, slots);
      await assertMayBook(tx, { shopperId, span, exceptId: fittingId, actor });
      await putBack(tx, announce, before, "cancelled", actor);
    }),
  );
}

/**
 * Gives a shopper's appointments, or those of `only`, to another: part of a merge or split, which holds both people's lock.
 * Where both have one at the same time both stay, for the person to cancel or move one. Idempotent. Returns their ids.
 */
export async function handOverFittings(
  tx: Tx,
  announce: Announce,
  from: string,
  to: string,
  only?: string[],
): Promise<string[]> {
  const some = only
    ? sql`and id in (select jsonb_array_elements_text(${JSON.stringify(only)}::text::jsonb)::uuid)`
    : sql``;
  const moved = await tx.execute<{ id: string }>(sql`
    update fitting f set shopper_id = ${to}, overlap_allowed = overlap_allowed or exists (
      select from fitting o where o.shopper_id = ${to} and o.status in ('booked', 'checked_in') and o.during && f.during)
    where shopper_id = ${from} ${some} returning id`);
  for (const { id } of moved) await announceFitting(tx, announce, id, { kind: "system", name: "merge" });
  return moved.map(({ id }) => id);
}
