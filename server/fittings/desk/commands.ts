import { sql } from "drizzle-orm";
import { assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { AuditAction } from "@/server/audit/rules";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { type Span, toLocalDate } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { rebookFitting } from "../booking/cancel";
import { insertFitting } from "../booking/commands";
import { assertNoOverlap } from "../booking/double-booking";
import { spanOf } from "../booking/double-booking.queries";
import { assignRoom, lockRoom } from "../booking/rooms";
import { announceFitting } from "../events";
import { findFitting, isInStore, type LockedFitting, lockFitting } from "../lock";
import { cancelOpenRequests } from "../requests";
import { earlyMinutes, type FittingStatus, getFittingSources, getUndoStatus, slotMs } from "../rules";
import type { FittingInput, SetItemInRoomInput, WalkInInput } from "../schema";
import { getStoreDays } from "../slots";
import { listSlots, type SlotCount } from "../slots.rules";

/** Finds the span of a walk-in: a slot of today that has not ended. Throws SLOT_PAST, SLOT_OUTSIDE_HOURS. */
function findWalkInSpan(store: Awaited<ReturnType<typeof getStoreDays>>, startsAt: string, slots: SlotCount): Span {
  const from = Date.parse(startsAt);
  if (from + slotMs <= store.now) throw new AppError("SLOT_PAST");
  const span = listSlots(store, toLocalDate(from, store.timeZone), slots).find((s) => s.from === from);
  if (!span) throw new AppError("SLOT_OUTSIDE_HOURS");
  return span;
}

/**
 * Books a room for a visitor without an appointment from a slot that has not ended; a running one is checked in at
 * once. Throws SLOT_TAKEN, SLOT_PAST, SLOT_OUTSIDE_HOURS, NOT_FOUND (room of another store).
 */
export async function bookWalkIn(ctx: Ctx, input: WalkInInput): Promise<{ fittingId: string }> {
  const actor = assertShift(ctx, "serve");
  const { key, ...args } = input;
  return commitWithChanges((tx, announce) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "fittings.desk.walkIn"), key, args }, async () => {
      const store = await getStoreDays({ storeId: actor.storeId, days: 1 }, tx);
      if (!store.rooms.includes(input.roomId)) throw new AppError("NOT_FOUND");
      const span = findWalkInSpan(store, input.startsAt, input.slots);
      const status = span.from <= store.now ? "checked_in" : "booked";
      const { storeId } = actor;
      const person = { contactName: input.contactName, contact: "", shopperId: null };
      const requested = { ...span, storeId, roomId: input.roomId, exceptId: null };
      const fittingId = await assignRoom(tx, {
        lock: lockRoom,
        query: requested,
        place: (roomId) => insertFitting(tx, roomId, { ...span, ...person, storeId, status }),
      });
      if (!fittingId) throw new AppError("SLOT_TAKEN");
      await recordAudit(tx, actor, {
        action: "fitting.walk_in",
        subjectKind: "fitting",
        subjectId: fittingId,
        after: { status, roomId: input.roomId },
      });
      await announceFitting(tx, announce, { fittingId, actor });
      return { fittingId };
    }),
  );
}

type FittingMove = { to: FittingStatus; action: AuditAction; assert?: (fitting: LockedFitting) => void };

/** Moves an appointment for its store. Throws NOT_FOUND, WRONG_STATUS (details: `status`). */
async function moveFitting(ctx: Ctx, fittingId: string, { to, action, assert }: FittingMove): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const fitting = await lockFitting(tx, isInStore(actor.storeId, fittingId));
    assert?.(fitting);
    const nextSequence = to === "cancelled" ? sql`sequence + 1` : sql`sequence`;
    const [row] = await tx.execute(sql`
      update fitting set status = ${to}, sequence = ${nextSequence}, updated_at = clock_now()
      where id = ${fittingId} and store_id = ${actor.storeId} and status in ${getFittingSources(to)} returning id`);
    if (!row) throw new AppError("WRONG_STATUS", { status: fitting.status });
    if (to !== "checked_in") await cancelOpenRequests(tx, announce, { fittingId, actor });
    await recordAudit(tx, actor, {
      action,
      subjectKind: "fitting",
      subjectId: fittingId,
      before: { status: fitting.status },
      after: { status: to },
    });
    await announceFitting(tx, announce, { fittingId, actor });
  });
}

const assertNotTooEarly = (f: LockedFitting) => {
  if (f.now < Date.parse(f.startsAt) - earlyMinutes * 60_000)
    throw new AppError("WRONG_STATUS", { reason: "too_early" });
};
const assertBegun = (f: LockedFitting) => {
  if (f.now < Date.parse(f.startsAt)) throw new AppError("WRONG_STATUS", { reason: "too_early" });
};

/** Checks the visitor in; at the earliest an hour before the time. */
export const checkIn = (ctx: Ctx, { fittingId }: FittingInput) =>
  moveFitting(ctx, fittingId, { to: "checked_in", action: "fitting.check_in", assert: assertNotTooEarly });

/** Finishes the visit; open requests are cancelled. */
export const finish = (ctx: Ctx, { fittingId }: FittingInput) =>
  moveFitting(ctx, fittingId, { to: "done", action: "fitting.finish" });

/** Marks a no-show; not before the time has begun. The room is free again. */
export const markNoShow = (ctx: Ctx, { fittingId }: FittingInput) =>
  moveFitting(ctx, fittingId, { to: "no_show", action: "fitting.no_show", assert: assertBegun });

/** Cancels an appointment for the store. */
export const cancelByStore = (ctx: Ctx, { fittingId }: FittingInput) =>
  moveFitting(ctx, fittingId, { to: "cancelled", action: "fitting.dismiss" });

/**
 * Undoes the last step. Throws SLOT_TAKEN when the room was booked since, OTHER_APPOINTMENT when the shopper has
 * another appointment then by now, WRONG_STATUS, NOT_FOUND.
 */
export async function undoMove(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const fitting = await findFitting(tx, isInStore(actor.storeId, fittingId));
    const { status } = fitting;
    const to = getUndoStatus(status);
    if (!to) throw new AppError("WRONG_STATUS", { status });
    if (status === "cancelled" || status === "no_show") {
      await rebookFitting(tx, announce, { fitting, from: status, actor });
    } else {
      const { shopperId } = fitting;
      // A shopper who has left may have another appointment already.
      if (status === "done")
        await assertNoOverlap(tx, { shopperId, span: spanOf(fitting), exceptId: fittingId, actor });
      const [row] = await tx.execute(sql`
        update fitting set status = ${to}, updated_at = clock_now() where id = ${fittingId} and status = ${status} returning id`);
      if (!row) throw new AppError("WRONG_STATUS", { status });
      await announceFitting(tx, announce, { fittingId, actor });
    }
    await recordAudit(tx, actor, {
      action: "fitting.undo",
      subjectKind: "fitting",
      subjectId: fittingId,
      before: { status },
      after: { status: to },
    });
  });
}

/** Marks an item as hanging in the room, or not. Throws NOT_FOUND, WRONG_STATUS. */
export async function setItemInRoom(ctx: Ctx, { fittingId, itemId, inRoom }: SetItemInRoomInput): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const { status, items } = await lockFitting(tx, isInStore(actor.storeId, fittingId));
    if (status !== "booked" && status !== "checked_in") throw new AppError("WRONG_STATUS", { status });
    const after = { status: inRoom ? "in_room" : "wanted" };
    const [row] = await tx.execute(sql`
      update fitting_item set status = ${after.status} where id = ${itemId} and fitting_id = ${fittingId} returning id`);
    if (!row) throw new AppError("NOT_FOUND");
    const before = { status: items.find((i) => i.itemId === itemId)?.status };
    const action = inRoom ? "fitting.hang" : "fitting.take_down";
    const subject = { subjectKind: "fitting", subjectId: fittingId };
    await recordAudit(tx, actor, { action, ...subject, before, after, details: { itemId } });
    await announceFitting(tx, announce, { fittingId, actor });
  });
}
