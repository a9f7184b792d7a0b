import { sql } from "drizzle-orm";
import { recordAudit } from "@/server/audit/commands";
import type { AuditAction } from "@/server/audit/schema";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { keyScope, once } from "@/server/platform/idempotency";
import { dateAt, type Span } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { insertFitting } from "../booking/commands";
import { announceFitting } from "../events";
import { putBack } from "../booking/reschedule";
import { findFitting, inStore, type Locked, lockFitting } from "../lock";
import { assertShift } from "@/server/access/actors";
import { assertOnePlace } from "../booking/double-booking";
import { spanOf } from "../booking/double-booking.queries";
import { cancelOpenRequests } from "../requests";
import { lockRoom, takeRoom } from "../booking/rooms";
import { earlyMinutes, type FittingStatus, fittingSources, slotMs, undoOf } from "../rules";
import type { FittingInput, HangInput, WalkInInput } from "../schema";
import { loadDays } from "../slots";
import { type SlotCount, slotsOn } from "../slots.rules";

/** The span of a walk-in: a slot of today that has not ended. Throws SLOT_PAST, SLOT_OUTSIDE_HOURS. */
function walkInSpan(store: Awaited<ReturnType<typeof loadDays>>, startsAt: string, slots: SlotCount): Span {
  const from = Date.parse(startsAt);
  if (from + slotMs <= store.now) throw new AppError("SLOT_PAST");
  const span = slotsOn(store, dateAt(from, store.timeZone), slots).find((s) => s.from === from);
  if (!span) throw new AppError("SLOT_OUTSIDE_HOURS");
  return span;
}

/**
 * Gives a visitor without an appointment a room from a slot that has not ended; one that runs already means: inside now.
 * Throws SLOT_TAKEN, SLOT_PAST, SLOT_OUTSIDE_HOURS, NOT_FOUND (room of another store).
 */
export async function walkIn(ctx: Ctx, input: WalkInInput): Promise<{ fittingId: string }> {
  const actor = assertShift(ctx, "serve");
  const { key, ...args } = input;
  return commitWithChanges((tx, announce) =>
    once(tx, { scope: keyScope(actor, "fittings.desk.walkIn"), key, args }, async () => {
      const store = await loadDays({ storeId: actor.storeId, days: 1 }, tx);
      if (!store.rooms.includes(input.roomId)) throw new AppError("NOT_FOUND");
      const span = walkInSpan(store, input.startsAt, input.slots);
      const status = span.from <= store.now ? "checked_in" : "booked";
      const { storeId } = actor;
      const person = { contactName: input.contactName, contact: "", shopperId: null };
      const wanted = { ...span, storeId, roomId: input.roomId, exceptId: null };
      const fittingId = await takeRoom(tx, lockRoom, wanted, (roomId) =>
        insertFitting(tx, roomId, { ...span, ...person, storeId, status }),
      );
      if (!fittingId) throw new AppError("SLOT_TAKEN");
      await recordAudit(tx, actor, {
        action: "fitting.walk_in",
        subjectKind: "fitting",
        subjectId: fittingId,
        after: { status, roomId: input.roomId },
      });
      await announceFitting(tx, announce, fittingId, actor);
      return { fittingId };
    }),
  );
}

type Move = { to: FittingStatus; action: AuditAction; assert?: (fitting: Locked) => void };

/** One step of an appointment by its store. Throws NOT_FOUND, WRONG_STATUS (details: `status`). */
async function move(ctx: Ctx, fittingId: string, { to, action, assert }: Move): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const fitting = await lockFitting(tx, inStore(actor.storeId, fittingId));
    assert?.(fitting);
    const newer = to === "cancelled" ? sql`sequence + 1` : sql`sequence`;
    const [row] = await tx.execute(sql`
      update fitting set status = ${to}, sequence = ${newer}, updated_at = clock_now()
      where id = ${fittingId} and store_id = ${actor.storeId} and status in ${fittingSources(to)} returning id`);
    if (!row) throw new AppError("WRONG_STATUS", { status: fitting.status });
    if (to !== "checked_in") await cancelOpenRequests(tx, announce, fittingId, actor);
    await recordAudit(tx, actor, {
      action,
      subjectKind: "fitting",
      subjectId: fittingId,
      before: { status: fitting.status },
      after: { status: to },
    });
    await announceFitting(tx, announce, fittingId, actor);
  });
}

const notTooEarly = (f: Locked) => {
  if (f.now < Date.parse(f.startsAt) - earlyMinutes * 60_000)
    throw new AppError("WRONG_STATUS", { reason: "too_early" });
};
const begun = (f: Locked) => {
  if (f.now < Date.parse(f.startsAt)) throw new AppError("WRONG_STATUS", { reason: "too_early" });
};

/** The visitor is here; at the earliest an hour before the time. */
export const checkIn = (ctx: Ctx, { fittingId }: FittingInput) =>
  move(ctx, fittingId, { to: "checked_in", action: "fitting.check_in", assert: notTooEarly });

/** The visitor has left the room; what was still asked for is cancelled. */
export const finish = (ctx: Ctx, { fittingId }: FittingInput) =>
  move(ctx, fittingId, { to: "done", action: "fitting.finish" });

/** Nobody came; not before the time has begun. The room is free again. */
export const noShow = (ctx: Ctx, { fittingId }: FittingInput) =>
  move(ctx, fittingId, { to: "no_show", action: "fitting.no_show", assert: begun });

/** The store cancels. */
export const dismiss = (ctx: Ctx, { fittingId }: FittingInput) =>
  move(ctx, fittingId, { to: "cancelled", action: "fitting.dismiss" });

/**
 * Takes the last step back. Throws SLOT_TAKEN when the room was given away since, OTHER_APPOINTMENT when the visitor is
 * elsewhere then by now, WRONG_STATUS, NOT_FOUND.
 */
export async function undo(ctx: Ctx, { fittingId }: FittingInput): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const fitting = await findFitting(tx, inStore(actor.storeId, fittingId));
    const { status } = fitting;
    const to = undoOf(status);
    if (!to) throw new AppError("WRONG_STATUS", { status });
    if (status === "cancelled" || status === "no_show") {
      await putBack(tx, announce, fitting, status, actor);
    } else {
      const { shopperId } = fitting;
      // Who has left may have gone on to another appointment.
      if (status === "done") await assertOnePlace(tx, { shopperId, span: spanOf(fitting), exceptId: fittingId, actor });
      const [row] = await tx.execute(sql`
        update fitting set status = ${to}, updated_at = clock_now() where id = ${fittingId} and status = ${status} returning id`);
      if (!row) throw new AppError("WRONG_STATUS", { status });
      await announceFitting(tx, announce, fittingId, actor);
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

/** Ticks a piece as hanging in the room, or takes the tick away. Throws NOT_FOUND, WRONG_STATUS. */
export async function hang(ctx: Ctx, { fittingId, itemId, inRoom }: HangInput): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await commitWithChanges(async (tx, announce) => {
    const { status, items } = await lockFitting(tx, inStore(actor.storeId, fittingId));
    if (status !== "booked" && status !== "checked_in") throw new AppError("WRONG_STATUS", { status });
    const after = { status: inRoom ? "in_room" : "wanted" };
    const [row] = await tx.execute(sql`
      update fitting_item set status = ${after.status} where id = ${itemId} and fitting_id = ${fittingId} returning id`);
    if (!row) throw new AppError("NOT_FOUND");
    const before = { status: items.find((i) => i.itemId === itemId)?.status };
    const action = inRoom ? "fitting.hang" : "fitting.take_down";
    const subject = { subjectKind: "fitting", subjectId: fittingId };
    await recordAudit(tx, actor, { action, ...subject, before, after, details: { itemId } });
    await announceFitting(tx, announce, fittingId, actor);
  });
}
