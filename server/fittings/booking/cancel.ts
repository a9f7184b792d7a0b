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
import type { FittingInput, FittingRow } from "../schema";
import { assertSlot } from "./commands";
import { assertCanBook, assertNoOverlap } from "./double-booking";
import { spanOf } from "./double-booking.queries";
import { addAlternativesToRefusal } from "./queries";
import { assignRoom, isRoomFreeSql, lockRoom } from "./rooms";

/** Cancels the shopper's own appointment. Throws NOT_FOUND, WRONG_STATUS. */
export async function cancel(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertOwner(ctx);
  await commitWithChanges((tx, announce) => cancelInTransaction(tx, announce, { actor, fittingId }));
}

/** `cancel` inside a transaction of `commitWithChanges`. */
export async function cancelInTransaction(
  tx: Tx,
  announce: Announce,
  { actor, fittingId }: { actor: ShopperActor; fittingId: string },
): Promise<void> {
  const { status } = await lockFitting(tx, isOwnedBy(actor.shopperId, fittingId));
  const [row] = await tx.execute(sql`
    update fitting set status = 'cancelled', sequence = sequence + 1, updated_at = clock_now()
    where id = ${fittingId} and shopper_id = ${actor.shopperId} and status in ${getFittingSources("cancelled")} returning id`);
  if (!row) throw new AppError("WRONG_STATUS", { status });
  await cancelOpenRequests(tx, announce, { fittingId, actor });
  await announceFitting(tx, announce, { fittingId, actor });
}

/**
 * Books an appointment whose room was released (`from`: cancelled or no-show) at its old time again: in its old room,
 * otherwise in another. Throws SLOT_TAKEN when every room is taken, OTHER_APPOINTMENT, WRONG_STATUS when it was not in
 * `from`.
 */
export async function rebookFitting(
  tx: Tx,
  announce: Announce,
  {
    fitting,
    from,
    actor,
  }: { fitting: FittingRow & { shopperId: string | null }; from: "cancelled" | "no_show"; actor: Actor },
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
  if (await assignRoom(tx, { lock: lockRoom, query: roomQuery, place })) {
    await announceFitting(tx, announce, { fittingId, actor });
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
      await assertSlot(tx, before.storeId, { startsAt: before.startsAt, slots });
      await assertCanBook(tx, { shopperId, span, exceptId: fittingId, actor });
      await rebookFitting(tx, announce, { fitting: before, from: "cancelled", actor });
    }),
  );
}
