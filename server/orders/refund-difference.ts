import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fulfilment, order, orderLine, pickup, pickupLine } from "@/db/schema/orders";
import type { RefundReason } from "@/db/schema/payments";
import { requestRefund } from "@/server/payments/commands";
import { getPaymentTotals } from "@/server/payments/queries";
import { sumMoney } from "@/server/platform/money";
import type { Announce } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { addOrderEvent, announceOrder } from "./events";
import { queueRefundNotice } from "./notifications";
import { computeDueMinor } from "./rules";

type RefundCause = { reason: RefundReason; staffId?: string | null; registerSessionId?: string | undefined };

/**
 * Requests a refund of what was paid beyond what is due: captured − requested refunds − due, in the transaction that
 * lowered the due amount. A repeated call requests nothing more. Returns the amount (minor units).
 */
export async function refundDifference(
  tx: Tx,
  orderId: string,
  { reason, staffId = null, registerSessionId }: RefundCause,
): Promise<number> {
  const [locked] = await tx.select().from(order).where(eq(order.id, orderId)).for("no key update");
  if (locked?.state !== "placed") return 0;
  const lines = await tx
    .select({
      kind: fulfilment.kind,
      quantity: orderLine.quantity,
      cancelled: orderLine.cancelledQuantity,
      returned: orderLine.returnedQuantity,
      priceMinor: orderLine.priceMinor,
      currency: orderLine.currency,
    })
    .from(orderLine)
    .innerJoin(fulfilment, eq(fulfilment.id, orderLine.fulfilmentId))
    .where(eq(orderLine.orderId, orderId));
  const { capturedMinor, requestedMinor } = await getPaymentTotals(orderId, tx);
  const amountMinor = capturedMinor - requestedMinor - computeDueMinor(lines, locked.deliveryMinor);
  if (amountMinor <= 0) return 0;
  const refunds = await requestRefund(tx, { orderId, amountMinor, reason, staffId, registerSessionId });
  await addOrderEvent(tx, orderId, { kind: "refund", amountMinor, staffId });
  // A refund that succeeds later is announced then, see reactions.
  const paidOut = refunds.filter((r) => r.status === "succeeded");
  const refundedNow = sumMoney(
    paidOut.map((r) => ({ minor: r.amountMinor, currency: r.currency })),
    locked.currency,
  );
  if (refundedNow.minor > 0) {
    await addOrderEvent(tx, orderId, { kind: "refunded", amountMinor: refundedNow.minor, staffId });
    // Only cash is refunded at once, out of the given register.
    await queueRefundNotice(tx, orderId, { amount: refundedNow, to: "cash" });
  }
  return amountMinor;
}

const reasonByStatus: Record<string, RefundReason> = {
  cancelled: "cancelled",
  expired: "expired",
  declined: "not_found",
};

/**
 * Brings the order of a pickup up to date with it, inside the pickup's own transaction: what was not found, cancelled
 * or not collected is no longer due and is refunded. Does nothing for a pickup that is paid at hand-over.
 */
export async function applyPickupToOrder(
  tx: Tx,
  announce: Announce,
  { pickupId, staffId = null, by = {} }: { pickupId: string; staffId?: string | null; by?: By },
): Promise<void> {
  const [row] = await tx.select().from(pickup).where(eq(pickup.id, pickupId));
  if (!row?.orderId) return;
  const { orderId, status } = row;
  const hasEnded = status in reasonByStatus;
  const missing = tx
    .select({ id: pickupLine.variantId })
    .from(pickupLine)
    .where(and(eq(pickupLine.pickupId, pickupId), hasEnded ? undefined : eq(pickupLine.status, "declined")));
  // Lines are settled when picking is done, so that a line found again needs no reversed refund.
  const cancelled =
    status === "reserved" || status === "picking"
      ? []
      : await tx
          .update(orderLine)
          .set({ cancelledQuantity: sql`${orderLine.quantity} - ${orderLine.returnedQuantity}` })
          .where(
            and(
              eq(orderLine.fulfilmentId, pickupId),
              inArray(orderLine.variantId, missing),
              sql`${orderLine.cancelledQuantity} + ${orderLine.returnedQuantity} < ${orderLine.quantity}`,
            ),
          )
          .returning({ id: orderLine.id });
  const eventFields = { fulfilmentId: pickupId, staffId };
  if (status === "ready") await addOrderEvent(tx, orderId, { kind: "pickup_ready", ...eventFields });
  if (status === "collected") await addOrderEvent(tx, orderId, { kind: "collected", ...eventFields });
  if (hasEnded) await addOrderEvent(tx, orderId, { kind: "cancelled", ...eventFields });
  else if (cancelled.length > 0) await addOrderEvent(tx, orderId, { kind: "line_declined", ...eventFields });
  await refundDifference(tx, orderId, { reason: reasonByStatus[status] ?? "not_found", staffId });
  await announceOrder(tx, announce, { orderId, by });
}
