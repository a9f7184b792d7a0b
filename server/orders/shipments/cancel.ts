import { and, eq, sql } from "drizzle-orm";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { releaseHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { addOrderEvent, announceOrder } from "../events";
import { refundDifference } from "../refund-difference";
import type { CancelFulfilment, OrderRow } from "../schema";
import { announceShipment } from "./events";

/**
 * Cancels a shipment that was not packed yet: its items are released and refunded. (A pickup is cancelled as a pickup.)
 * Throws NOT_FOUND, WRONG_STATUS once it is packed.
 */
export async function cancelShipment(ctx: Ctx, { orderId, fulfilmentId }: CancelFulfilment): Promise<OrderRow> {
  const { actor } = ctx;
  if (actor.kind !== "guest" && actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  return commitWithChanges(async (tx, announce) => {
    const [ownOrder] = await tx
      .select({ id: order.id })
      .from(order)
      .where(and(eq(order.id, orderId), eq(order.shopperId, actor.shopperId)))
      .for("no key update");
    if (!ownOrder) throw new AppError("NOT_FOUND");
    const isShipment = and(
      eq(fulfilment.id, fulfilmentId),
      eq(fulfilment.orderId, orderId),
      eq(fulfilment.kind, "deliver"),
    );
    const [moved] = await tx
      .update(fulfilment)
      .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
      .where(and(isShipment, eq(fulfilment.status, "open")))
      .returning({ id: fulfilment.id });
    if (!moved) {
      const [row] = await tx.select({ status: fulfilment.status }).from(fulfilment).where(isShipment);
      throw row ? new AppError("WRONG_STATUS", { status: row.status }) : new AppError("NOT_FOUND");
    }
    await tx
      .update(orderLine)
      .set({ cancelledQuantity: sql`${orderLine.quantity} - ${orderLine.returnedQuantity}` })
      .where(eq(orderLine.fulfilmentId, fulfilmentId));
    await releaseHolds(tx, { referenceId: fulfilmentId });
    await addOrderEvent(tx, orderId, { kind: "cancelled", fulfilmentId });
    await refundDifference(tx, orderId, { reason: "cancelled" });
    await announceShipment(tx, announce, { parcelId: fulfilmentId, by: { device: actor.device } });
    return announceOrder(tx, announce, { orderId, by: { device: actor.device } });
  });
}
