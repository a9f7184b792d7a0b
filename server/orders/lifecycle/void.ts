import { and, asc, eq, inArray, lte, notExists, or, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { fulfilment, order, type VoidReason } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { releaseHolds } from "@/server/inventory/commands";
import { cancelCheckoutSession } from "@/server/payments/online/commands";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { addOrderEvent, announceOrder } from "../events";

const batch = 100;

/** The guard of voiding: it is pending, and no payment can arrive any more. */
const isUnpaid = (tx: Tx) =>
  and(
    eq(order.state, "awaiting"),
    notExists(
      tx
        .select({ id: payment.id })
        .from(payment)
        .where(and(eq(payment.orderId, order.id), inArray(payment.status, ["open", "captured"]))),
    ),
  );

/** Voids an unpaid order and releases its items, in a transaction; returns false when it is paid or already void. */
async function voidInTransaction(
  tx: Tx,
  announce: Announce,
  { orderId, reason }: { orderId: string; reason: VoidReason },
): Promise<boolean> {
  const [voided] = await tx
    .update(order)
    .set({ state: "void", voidReason: reason, voidedAt: sqlNow })
    .where(and(eq(order.id, orderId), isUnpaid(tx)))
    .returning({ id: order.id });
  if (!voided) return false;
  const parts = await tx
    .update(fulfilment)
    .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
    .where(and(eq(fulfilment.orderId, orderId), eq(fulfilment.status, "waiting")))
    .returning({
      id: fulfilment.id,
      reserved: sql<boolean>`exists (select from pickup p where p.id = "fulfilment"."id")`,
    });
  // The holds of a reserved pickup are released by the pickup itself.
  await releaseHolds(tx, { referenceId: parts.filter((p) => !p.reserved).map((p) => p.id) });
  await addOrderEvent(tx, orderId, { kind: "void" });
  await announceOrder(tx, announce, { orderId, by: {} });
  return true;
}

/**
 * Voids a pending order: the hosted page is closed at the provider and that is confirmed, then the items are released.
 * A repeated call changes nothing. Throws ALREADY_PAID when the payment was faster, PAYMENT_UNREACHABLE when the
 * provider does not answer; then nothing is released.
 */
export async function voidOrder(orderId: string, reason: VoidReason): Promise<void> {
  const open = await db()
    .select({ id: payment.id, method: payment.method })
    .from(payment)
    .where(and(eq(payment.orderId, orderId), eq(payment.status, "open")));
  for (const { id } of open) {
    if ((await cancelCheckoutSession(id)) === "captured") throw new AppError("ALREADY_PAID");
  }
  const ended = await commitWithChanges((tx, announce) => voidInTransaction(tx, announce, { orderId, reason }));
  if (ended) return;
  const [row] = await db().select({ state: order.state }).from(order).where(eq(order.id, orderId));
  if (row?.state === "placed") throw new AppError("ALREADY_PAID");
}

/** Condition: the sale of a reserved pickup that was cancelled by its shopper, or expired, meanwhile. */
const hasPickupEnded = sql`exists (select from fulfilment f join pickup p on p.id = f.id
  where f.order_id = ${order.id} and p.status in ('cancelled', 'expired', 'declined'))`;

/**
 * Voids the orders whose time to pay is over, and those whose reserved pickup has ended. Those whose provider does not
 * answer wait for the next sweep. Returns how many.
 */
export async function expireOrders(): Promise<number> {
  const due = await db()
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.state, "awaiting"), or(lte(order.expiresAt, sqlNow), hasPickupEnded)))
    .orderBy(asc(order.expiresAt))
    .limit(batch);
  let ended = 0;
  for (const { id } of due) {
    try {
      await voidOrder(id, "expired");
      ended += 1;
    } catch (err) {
      log().warn({ orderId: id, err }, "an unpaid order could not be ended; it is tried again");
    }
  }
  return ended;
}
