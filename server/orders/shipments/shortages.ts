import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fulfilment, orderLine } from "@/db/schema/orders";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { fulfilHoldPartially } from "@/server/inventory/fulfil-partially";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { consumeApproval } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { addOrderEvent } from "../events";
import { refundDifference } from "../refund-difference";
import { announceAndGet, canReach, isClaimedByActor, isStoreShipment, moveShipment, refuseMove } from "./commands";
import { getShipment } from "./queries";
import type { DeclineShipmentLineInput, ShipmentRow } from "./schema";

/** The guard of a line that was not found: this quantity is still to be sent. */
const hasRemaining = (quantity: number): SQL =>
  sql`${orderLine.cancelledQuantity} + ${orderLine.returnedQuantity} + ${quantity} <= ${orderLine.quantity}`;

/** Writes off a quantity of one line and returns its value. The caller holds the shipment's row lock. */
async function writeOffLine(
  tx: Tx,
  actor: ShiftActor,
  { parcelId, lineId, quantity, approvalId }: DeclineShipmentLineInput,
) {
  const [line] = await tx
    .update(orderLine)
    .set({ cancelledQuantity: sql`${orderLine.cancelledQuantity} + ${quantity}` })
    .where(and(eq(orderLine.id, lineId), eq(orderLine.fulfilmentId, parcelId), hasRemaining(quantity)))
    .returning();
  if (!line) throw new AppError("NOT_FOUND");
  const amountMinor = line.priceMinor * quantity;
  const act = { action: "stock.write_off", subjectId: lineId, amountMinor } as const;
  const approvedBy = amountMinor > writeOffLimitMinor ? await consumeApproval(tx, actor, act, approvalId) : null;
  const partialHold = { referenceId: parcelId, variantId: line.variantId, quantity };
  if (!(await fulfilHoldPartially(tx, partialHold, { reason: "correction", actorId: actor.staffId })))
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
  await addOrderEvent(tx, line.orderId, { kind: "line_declined", fulfilmentId: parcelId, staffId, amountMinor });
  return line.orderId;
}

/**
 * Declines items of a shipment that are not on the shelf: they leave the stock and the order, and their price is
 * refunded. With nothing left to send the shipment is cancelled. Throws APPROVAL_NEEDED for a value above the limit,
 * WRONG_STATUS, ALREADY_CLAIMED, NOT_FOUND.
 */
export function declineLine(ctx: Ctx, input: DeclineShipmentLineInput): Promise<ShipmentRow> {
  const actor = assertShift(ctx, "serve");
  const { parcelId } = input;
  return commitWithChanges(async (tx, announce) => {
    const [locked] = await tx
      .select({ id: fulfilment.id })
      .from(fulfilment)
      .where(and(isStoreShipment(actor, parcelId), eq(fulfilment.status, "open"), isClaimedByActor(actor)))
      .for("update");
    if (!locked) return refuseMove(tx, actor, parcelId);
    const orderId = await writeOffLine(tx, actor, input);
    const { row } = await getShipment(parcelId, tx);
    if (row.lines.every((l) => l.quantity === 0)) {
      const set = { status: "cancelled" as const, endedAt: sqlNow };
      await moveShipment(tx, actor, {
        parcelId,
        set,
        guard: canReach("cancelled"),
        action: "parcel.cancelled",
        event: "cancelled",
      });
    }
    await refundDifference(tx, orderId, { reason: "not_found", staffId: actor.staffId });
    return announceAndGet(tx, announce, { actor, parcelId });
  });
}
