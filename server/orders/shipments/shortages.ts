import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fulfilment, orderLine } from "@/db/schema/orders";
import { recordAudit } from "@/server/audit/commands";
import { takeApproval } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/approvals.rules";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { consumePart } from "@/server/inventory/fulfil-partially";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { tellOrder } from "../events";
import { settle } from "../refund-difference";
import { finish, mayReach, mine, move, ofStore, refuse } from "./commands";
import { parcelById } from "./queries";
import type { DeclineParcelLine, ParcelRow } from "./schema";

/** The guard of a line that was not found: so many pieces are still to be sent. */
const stillWanted = (quantity: number): SQL =>
  sql`${orderLine.cancelledQuantity} + ${orderLine.returnedQuantity} + ${quantity} <= ${orderLine.quantity}`;

/** Gives up pieces of one line and says what they are worth. The parcel's row lock is held. */
async function giveUp(tx: Tx, actor: ShiftActor, { parcelId, lineId, quantity, approvalId }: DeclineParcelLine) {
  const [line] = await tx
    .update(orderLine)
    .set({ cancelledQuantity: sql`${orderLine.cancelledQuantity} + ${quantity}` })
    .where(and(eq(orderLine.id, lineId), eq(orderLine.fulfilmentId, parcelId), stillWanted(quantity)))
    .returning();
  if (!line) throw new AppError("NOT_FOUND");
  const amountMinor = line.priceMinor * quantity;
  const act = { action: "stock.write_off", subjectId: lineId, amountMinor } as const;
  const approvedBy = amountMinor > writeOffLimitMinor ? await takeApproval(tx, actor, act, approvalId) : null;
  const part = { referenceId: parcelId, variantId: line.variantId, quantity };
  if (!(await consumePart(tx, part, { reason: "correction", actorId: actor.staffId })))
    throw new AppError("WRONG_STATUS", { status: "not_held" });
  await recordAudit(tx, actor, {
    action: "parcel.line_declined",
    subjectKind: "order",
    subjectId: line.orderId,
    ...(approvedBy ? { approvedBy } : {}),
    before: { cancelled: line.cancelledQuantity - quantity },
    after: { cancelled: line.cancelledQuantity },
    details: { parcelId, lineId, variantId: line.variantId, quantity, amountMinor },
  });
  const { staffId } = actor;
  await tellOrder(tx, line.orderId, { kind: "line_declined", fulfilmentId: parcelId, staffId, amountMinor });
  return line.orderId;
}

/**
 * Pieces of a parcel are not on the shelf: they leave the books and the order, and their price goes back. With nothing
 * left to send the parcel is cancelled. Throws APPROVAL_NEEDED for what is worth more than the limit, WRONG_STATUS,
 * ALREADY_CLAIMED, NOT_FOUND.
 */
export function declineLine(ctx: Ctx, input: DeclineParcelLine): Promise<ParcelRow> {
  const actor = assertShift(ctx, "serve");
  const { parcelId } = input;
  return commitWithChanges(async (tx, announce) => {
    const [held] = await tx
      .select({ id: fulfilment.id })
      .from(fulfilment)
      .where(and(ofStore(actor, parcelId), eq(fulfilment.status, "open"), mine(actor)))
      .for("update");
    if (!held) return refuse(tx, actor, parcelId);
    const orderId = await giveUp(tx, actor, input);
    const { row } = await parcelById(parcelId, tx);
    if (row.lines.every((l) => l.quantity === 0)) {
      const set = { status: "cancelled" as const, endedAt: sqlNow };
      await move(tx, actor, {
        parcelId,
        set,
        guard: mayReach("cancelled"),
        action: "parcel.cancelled",
        event: "cancelled",
      });
    }
    await settle(tx, orderId, { reason: "not_found", staffId: actor.staffId });
    return finish(tx, announce, actor, parcelId);
  });
}
