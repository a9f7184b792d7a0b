import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor, Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { Span } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { assertMayBookMore, assertSlot } from "../booking/commands";
import { refusedWithAlternatives } from "../booking/queries";
import { type Announce, announceFitting } from "../events";
import { lockFitting, ownedBy } from "../ownership/queries";
import { assertOwner } from "../ownership/rules";
import { fittingOfShopper, loadFittings } from "../queries";
import { cancelOpenRequests } from "../requests/commands";
import { type LockRoom, lockRoom, rangeOf, roomFree, takeRoom } from "../rooms/commands";
import { fittingSources } from "../rules";
import type { FittingInput, FittingRow, RescheduleInput } from "../schema";

/** `reschedule` with the given way to lock a room: what is shipped locks, a test shows what happens without. */
export const rescheduleWith =
  (lock: LockRoom) =>
  /**
   * Moves a booked appointment to another time in its store, in any free room, in one statement: it keeps its id, and
   * its old time when the new one is refused (refusals as of `book`, WRONG_STATUS once the visit has begun).
   */
  async (ctx: Ctx, input: RescheduleInput): Promise<void> => {
    const actor = assertOwner(ctx);
    const { fittingId, slots } = input;
    const { storeId } = await fittingOfShopper(actor.shopperId, fittingId);
    await refusedWithAlternatives({ storeId, startsAt: input.startsAt, slots }, () =>
      commitWithChanges(async (tx, announce) => {
        const wanted = await assertSlot(tx, storeId, input.startsAt, slots);
        const moved = await takeRoom(tx, lock, { ...wanted, exceptId: fittingId }, async (roomId) => {
          const [row] = await tx.execute<{ id: string }>(sql`
            update fitting set room_id = ${roomId}, during = ${rangeOf(wanted)}, starts_at = lower(${rangeOf(wanted)}),
              ends_at = upper(${rangeOf(wanted)}), sequence = sequence + 1, updated_at = clock_now()
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
export const reschedule = rescheduleWith(lockRoom);

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
 * in another. Throws SLOT_TAKEN when every room is gone, WRONG_STATUS when it was not in `from`.
 */
export async function putBack(
  tx: Tx,
  announce: Announce,
  fitting: FittingRow,
  from: "cancelled" | "no_show",
  actor: Actor,
): Promise<void> {
  const { fittingId, storeId } = fitting;
  const span: Span = { from: Date.parse(fitting.startsAt), to: Date.parse(fitting.endsAt) };
  const place = async (roomId: string) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      update fitting set status = 'booked', room_id = ${roomId}, sequence = sequence + 1, updated_at = clock_now()
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

/** Undoes a cancellation while the time lies ahead and a room is free. Throws SLOT_TAKEN (with alternatives), SLOT_PAST. */
export async function restore(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertOwner(ctx);
  const before = await fittingOfShopper(actor.shopperId, fittingId);
  const slots = Date.parse(before.endsAt) - Date.parse(before.startsAt) > 30 * 60_000 ? 2 : 1;
  await refusedWithAlternatives({ ...before, slots }, () =>
    commitWithChanges(async (tx, announce) => {
      await assertSlot(tx, before.storeId, before.startsAt, slots);
      await assertMayBookMore(tx, actor.shopperId);
      await putBack(tx, announce, before, "cancelled", actor);
    }),
  );
}

/** Gives a shopper's appointments, or those of `only`, to another: part of a merge or split. Idempotent. Returns their ids. */
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
    update fitting set shopper_id = ${to} where shopper_id = ${from} ${some} returning id`);
  for (const { id } of moved) await announceFitting(tx, announce, id, { kind: "system", name: "merge" });
  return moved.map(({ id }) => id);
}
