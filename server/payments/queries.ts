import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { payment, refund } from "@/db/schema/payments";
import { AppError } from "@/server/platform/errors";
import type { Payment } from "./schema";

const byId = prepareStatement((on) =>
  on
    .select()
    .from(payment)
    .where(eq(payment.id, sql.placeholder("id"))),
);

/** Returns the payment of this id. Throws NOT_FOUND. */
export async function getPayment(id: string, on: Db | Tx = db()): Promise<Payment> {
  const [row] = await byId(on, { id });
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

/**
 * When a hosted page closes, in seconds since 1970: with the payment, but after at least half an hour, the provider's
 * minimum.
 */
export const closesAt = sql<number>`ceil(extract(epoch from greatest(${payment.expiresAt},
  clock_now() + interval '30 minutes 10 seconds')))::int`;

/** A payment with the closing time of a hosted page created for it now. */
export type PayableOnline = Payment & { closesAt: number };

const selectLastPayment = prepareStatement((on) =>
  on
    .select({ payment, closesAt })
    .from(payment)
    .where(eq(payment.orderId, sql.placeholder("orderId")))
    .orderBy(desc(payment.createdAt))
    .limit(1),
);

/** Returns the last payment of an order. Throws NOT_FOUND when there is none. */
export async function getPayablePayment(orderId: string): Promise<PayableOnline> {
  const [row] = await selectLastPayment(db(), { orderId });
  if (!row) throw new AppError("NOT_FOUND");
  return { ...row.payment, closesAt: row.closesAt };
}

/** Whether nothing that the provider may report changes the payment any more. */
export const isFinal = ({ status }: Payment): boolean => ["captured", "late", "refused"].includes(status);

/** The refundable amount of a payment: what was paid less the requested refunds that did not fail. */
export const getRefundableMinor = (): SQL<number> => sql<number>`(${payment.amountMinor} - (
  select coalesce(sum(r.amount_minor), 0) from refund r where r.payment_id = "payment"."id" and r.status <> 'failed'))::int`;

/** Whether an order has a captured payment. */
export async function isPaid(tx: Tx, orderId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: payment.id })
    .from(payment)
    .where(and(eq(payment.orderId, orderId), eq(payment.status, "captured")));
  return row !== undefined;
}

/** Sums what was captured for an order and its requested refunds, in minor units; failed refunds do not count. */
export async function getPaymentTotals(
  orderId: string,
  on: Db | Tx = db(),
): Promise<{ capturedMinor: number; requestedMinor: number; refundedMinor: number }> {
  const [row] = await on
    .select({
      capturedMinor: sql<number>`coalesce((select sum(p.amount_minor) from payment p
        where p.order_id = ${orderId} and p.status = 'captured'), 0)::int`,
      requestedMinor: sql<number>`coalesce(sum(${refund.amountMinor}) filter (where ${refund.status} <> 'failed'), 0)::int`,
      refundedMinor: sql<number>`coalesce(sum(${refund.amountMinor}) filter (where ${refund.status} = 'succeeded'), 0)::int`,
    })
    .from(refund)
    .innerJoin(payment, eq(payment.id, refund.paymentId))
    .where(and(eq(refund.orderId, orderId), eq(payment.status, "captured")));
  return row ?? { capturedMinor: 0, requestedMinor: 0, refundedMinor: 0 };
}
