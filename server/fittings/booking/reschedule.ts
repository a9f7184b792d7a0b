import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { assertOwner } from "@/server/access/actors";
import type { Actor, Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { type Announce, announceFitting } from "../events";
import { isOwnedBy, lockFitting } from "../lock";
import { findFittings, getShopperFitting } from "../queries";
import { cancelOpenRequests } from "../requests";
import { getFittingSources, slotMs } from "../rules";
import type { FittingInput, FittingRow, RescheduleInput } from "../schema";
import { assertSlot, type BookingLocks, bookingLocks } from "./commands";
import { assertCanBook, assertNoOverlap } from "./double-booking";
import { spanOf } from "./double-booking.queries";
import { addAlternativesToRefusal } from "./queries";
import { assignRoom, isRoomFreeSql, lockRoom, toRangeSql } from "./rooms";

/** Builds `reschedule` with the given locks; a test replaces them. */
export const rescheduleWith =
  (locks: BookingLocks) =>
  /**
   * Moves a booked appointment to another time in its store, in any free room, in one statement: it keeps its id, and
   * its old time when the new one is refused (throws as `book`, WRONG_STATUS once the visit has begun).
   */
  async (ctx: Ctx, input: RescheduleInput): Promise<void> => {
    const actor = assertOwner(ctx);
    const { fittingId, slots } = input;
    const { storeId } = await getShopperFitting(actor.shopperId, fittingId);
    await addAlternativesToRefusal({ storeId, startsAt: input.startsAt, slots, exceptId: fittingId }, actor, () =>
      commitWithChanges(async (tx, announce) => {
        const requested = await assertSlot(tx, storeId, input.startsAt, slots);
        const check = { shopperId: actor.shopperId, span: requested, exceptId: fittingId, actor };
        await assertNoOverlap(tx, check, locks.shoppers);
        const moved = await assignRoom(tx, locks.room, { ...requested, exceptId: fittingId }, async (roomId) => {
          const [row] = await tx.execute<{ id: string }>(sql`
            update fitting set room_id = ${roomId}, during = ${toRangeSql(requested)}, starts_at = lower(${toRangeSql(requested)}),
              ends_at = upper(${toRangeSql(requested)}), overlap_allowed = false,
              sequence = sequence + 1, updated_at = clock_now()
            where id = ${fittingId} and shopper_id = ${actor.shopperId} and status = 'booked'
              and ${isRoomFreeSql(roomId, requested, fittingId)} returning id`);
          return row?.id;
        });
        if (!moved) {
          const { status } = await getShopperFitting(actor.shopperId, fittingId, tx);
          throw status === "booked" ? new AppError("SLOT_TAKEN") : new AppError("WRONG_STATUS", { status });
        }
        await announceFitting(tx, announce, fittingId, actor);
      }),
    );
  };

/** Reschedules an appointment; see `rescheduleWith`. */
export const reschedule = rescheduleWith(bookingLocks);

/** Cancels the shopper's own appointment. Throws NOT_FOUND, WRONG_STATUS. */
export async function cancel(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertOwner(ctx);
  await commitWithChanges((tx, announce) => cancelInTransaction(tx, announce, actor, fittingId));
}

/** `cancel` inside a transaction of `commitWithChanges`. */
export async function cancelInTransaction(
  tx: Tx,
  announce: Announce,
  actor: ShopperActor,
  fittingId: string,
): Promise<void> {
  const { status } = await lockFitting(tx, isOwnedBy(actor.shopperId, fittingId));
  const [row] = await tx.execute(sql`
    update fitting set status = 'cancelled', sequence = sequence + 1, updated_at = clock_now()
    where id = ${fittingId} and shopper_id = ${actor.shopperId} and status in ${getFittingSources("cancelled")} returning id`);
  if (!row) throw new AppError("WRONG_STATUS", { status });
  await cancelOpenRequests(tx, announce, fittingId, actor);
  await announceFitting(tx, announce, fittingId, actor);
}

/**
 * Books an appointment whose room was released (`from`: cancelled or no-show) at its old time again: in its old room,
 * otherwise in another. Throws SLOT_TAKEN when every room is taken, OTHER_APPOINTMENT, WRONG_STATUS when it was not in
 * `from`.
 */
export async function rebookFitting(
  tx: Tx,
  announce: Announce,
  fitting: FittingRow & { shopperId: string | null },
  from: "cancelled" | "no_show",
  actor: Actor,
): Promise<void> {
  const { fittingId, storeId, shopperId } = fitting;
  const span = spanOf(fitting);
  await assertNoOverlap(tx, { shopperId, span, exceptId: fittingId, actor });
  const place = async (roomId: string) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      update fitting set status = 'booked', room_id = ${roomId}, overlap_allowed = false, sequence = sequence + 1, updated_at = clock_now()
      where id = ${fittingId} and status = ${from} and ${isRoomFreeSql(roomId, span, fittingId)} returning id`);
    return row?.id;
  };
  const roomQuery = { ...span, storeId, exceptId: fittingId };
  if (await assignRoom(tx, lockRoom, roomQuery, place)) {
    await announceFitting(tx, announce, fittingId, actor);
    return;
  }
  const [now] = await findFittings(sql`f.id = ${fittingId}`, tx);
  throw now?.status === from ? new AppError("SLOT_TAKEN") : new AppError("WRONG_STATUS", { status: now?.status ?? "" });
}

/**
 * Undoes a cancellation while the time lies ahead and a room is free. Throws SLOT_TAKEN or OTHER_APPOINTMENT (with
 * alternatives), SLOT_PAST, TOO_MANY_RESERVATIONS.
 */
export async function restore(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertOwner(ctx);
  const { shopperId } = actor;
  const before = { ...(await getShopperFitting(shopperId, fittingId)), shopperId };
  const span = spanOf(before);
  const slots = span.to - span.from > slotMs ? 2 : 1;
  await addAlternativesToRefusal({ ...before, slots, exceptId: fittingId }, actor, () =>
    commitWithChanges(async (tx, announce) => {
      await assertSlot(tx, before.storeId, before.startsAt, slots);
      await assertCanBook(tx, { shopperId, span, exceptId: fittingId, actor });
      await rebookFitting(tx, announce, before, "cancelled", actor);
    }),
  );
}

/**
 * Reassigns a shopper's appointments, or those of `only`: part of a merge or split, which holds both shoppers' locks.
 * Overlapping appointments both stay, for the shopper to cancel or reschedule one. Idempotent. Returns their ids.
 */
export async function reassignFittings(
  tx: Tx,
  announce: Announce,
  from: string,
  to: string,
  only?: string[],
): Promise<string[]> {
  const isIncluded = only
    ? sql`and id in (select jsonb_array_elements_text(${JSON.stringify(only)}::text::jsonb)::uuid)`
    : sql``;
  const moved = await tx.execute<{ id: string }>(sql`
    update fitting f set shopper_id = ${to}, overlap_allowed = overlap_allowed or exists (
      select from fitting o where o.shopper_id = ${to} and o.status in ('booked', 'checked_in') and o.during && f.during)
    where shopper_id = ${from} ${isIncluded} returning id`);
  for (const { id } of moved) await announceFitting(tx, announce, id, { kind: "system", name: "merge" });
  return moved.map(({ id }) => id);
}
