import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { checkoutDraft, fulfilment, handoverAttempt, order, orderEvent, orderLine } from "@/db/schema/orders";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import { releaseHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import { ofNobody, ofShopper, type PersonalData, type Subject } from "@/server/platform/personal-data";
import { refundDifference as refundRest } from "./refund-difference";

const keptForAccounting = "what was ordered and paid must be accounted for; who it was is no longer said";
const retention = "as long as the accounts must be kept";
/** The orders of these shoppers, for tables that refer to them. */
const ordersOfSubject = ({ ids }: Subject) =>
  sql`(select o.id from customer_order o where ${inArray(sql`o.shopper_id`, ids)})`;

/**
 * Cancels the shipments that were not sent, which have no address any more, and refunds them. An unpaid order is no
 * longer owed.
 */
async function cancelOpenShipments(tx: Tx, { ids }: Subject): Promise<void> {
  const ownOrders = tx.select({ id: order.id }).from(order).where(inArray(order.shopperId, ids));
  await tx
    .update(order)
    .set({ expiresAt: sqlNow })
    .where(and(inArray(order.shopperId, ids), eq(order.state, "awaiting")));
  const shipments = await tx
    .update(fulfilment)
    .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
    .where(
      and(
        inArray(fulfilment.orderId, ownOrders),
        eq(fulfilment.kind, "deliver"),
        inArray(fulfilment.status, ["open", "packed"]),
      ),
    )
    .returning({ id: fulfilment.id, orderId: fulfilment.orderId });
  const shipmentIds = shipments.map((p) => p.id);
  if (shipmentIds.length === 0) return;
  await releaseHolds(tx, { referenceId: shipmentIds });
  await tx
    .update(orderLine)
    .set({ cancelledQuantity: sql`${orderLine.quantity} - ${orderLine.returnedQuantity}` })
    .where(inArray(orderLine.fulfilmentId, shipmentIds));
  for (const orderId of new Set(shipments.map((p) => p.orderId)))
    await refundRest(tx, orderId, { reason: "cancelled" });
}

export const ordersData: PersonalData = {
  module: "orders",
  beforeErase: (tx, _announce, subject) => cancelOpenShipments(tx, subject),
  tables: [
    ...ofNobody(handoverAttempt),
    ofShopper(checkoutDraft, {
      columns: {
        shopperId: "subject",
        name: "identifies",
        email: "identifies",
        phone: "identifies",
        address: "identifies",
        updatedAt: "describes",
      },
      whose: ({ ids }) => inArray(checkoutDraft.shopperId, ids),
      erase: "delete",
      kept: "until the account is erased, or a guest is forgotten",
    }),
    ofShopper(orderEvent, {
      columns: {
        id: "internal",
        orderId: "internal",
        kind: "describes",
        fulfilmentId: "internal",
        staffId: "internal",
        amountMinor: "describes",
        at: "describes",
      },
      whose: (subject) => sql`${orderEvent.orderId} in ${ordersOfSubject(subject)}`,
      erase: { keep: keptForAccounting },
      kept: retention,
    }),
    ofShopper(goodsReturnLine, {
      columns: {
        id: "internal",
        returnId: "internal",
        orderLineId: "internal",
        quantity: "describes",
        reason: "describes",
        restocked: "describes",
      },
      whose: (subject) =>
        sql`${goodsReturnLine.returnId} in (select g.id from goods_return g where g.order_id in ${ordersOfSubject(subject)})`,
      erase: { keep: keptForAccounting },
      kept: retention,
    }),
    ofShopper(goodsReturn, {
      columns: {
        id: "internal",
        orderId: "internal",
        storeId: "describes",
        staffId: "internal",
        refundMinor: "describes",
        currency: "describes",
        createdAt: "describes",
      },
      whose: (subject) => sql`${goodsReturn.orderId} in ${ordersOfSubject(subject)}`,
      erase: { keep: keptForAccounting },
      kept: retention,
    }),
    ofShopper(orderLine, {
      columns: {
        id: "internal",
        orderId: "internal",
        fulfilmentId: "internal",
        variantId: "describes",
        title: "describes",
        option: "describes",
        quantity: "describes",
        priceMinor: "describes",
        currency: "describes",
        vatRateBp: "describes",
        lineKey: "internal",
        cancelledQuantity: "describes",
        returnedQuantity: "describes",
        insteadOf: "internal",
      },
      whose: (subject) => sql`${orderLine.orderId} in ${ordersOfSubject(subject)}`,
      erase: { keep: keptForAccounting },
      kept: retention,
    }),
    ofShopper(fulfilment, {
      columns: {
        id: "internal",
        orderId: "internal",
        kind: "describes",
        storeId: "describes",
        status: "describes",
        tracking: "describes",
        claimedBy: "internal",
        packedAt: "describes",
        sentAt: "describes",
        endedAt: "describes",
        createdAt: "describes",
        updatedAt: "internal",
      },
      whose: (subject) => sql`${fulfilment.orderId} in ${ordersOfSubject(subject)}`,
      erase: { set: { tracking: sql`''` }, because: keptForAccounting },
      kept: retention,
    }),
    ofShopper(order, {
      columns: {
        id: "internal",
        number: "describes",
        shopperId: "subject",
        channel: "describes",
        storeId: "describes",
        staffId: "internal",
        state: "describes",
        voidReason: "describes",
        contactName: "identifies",
        email: "identifies",
        phone: "identifies",
        address: "identifies",
        locale: "describes",
        goodsMinor: "describes",
        deliveryMinor: "describes",
        totalMinor: "describes",
        vat: "describes",
        currency: "describes",
        quoteHash: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        placedAt: "describes",
        voidedAt: "describes",
      },
      whose: ({ ids }) => inArray(order.shopperId, ids),
      erase: {
        set: { contactName: sql`''`, email: sql`''`, phone: sql`''`, address: sql`null` },
        because: keptForAccounting,
      },
      kept: retention,
    }),
  ],
};
