import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { type PaymentStatus, payment, refund } from "@/db/schema/payments";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import type { Announce } from "@/server/sync/commit";
import { recordCashMovement } from "./cash";
import { getStripe } from "./provider";
import { getRefundableMinor, isPaid } from "./queries";
import { paymentReactions } from "./reactions";
import type { Payment, PaymentMethod, Refund } from "./schema";

type NewPayment = {
  method: PaymentMethod;
  amountMinor: number;
  currency: string;
  /** When its hosted page closes; at least half an hour ahead for a card online. */
  expiresAt: Date;
};

const paymentIdParam = sql.placeholder("paymentId");
/**
 * A condition of the payment's row, so that the order's lock comes first; the row is read again if its own lock has to
 * wait.
 */
const lockedOrder = sql`(select o.id from customer_order o
  where o.id = (select p.order_id from payment p where p.id = ${paymentIdParam}) for no key update)`;
const lockById = prepareStatement((on) =>
  on
    .select()
    .from(payment)
    .where(and(eq(payment.id, paymentIdParam), eq(payment.orderId, lockedOrder)))
    .for("update"),
);

/**
 * Locks the order's row, then the payment's: a consistent lock order, to avoid deadlocks. Returns the payment as it
 * stands now. Throws NOT_FOUND.
 */
export async function lockPayment(tx: Tx, paymentId: string): Promise<Payment> {
  const [row] = await lockById(tx, { paymentId });
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

const lockOrder = (tx: Tx, orderId: string) =>
  tx.execute(sql`select 1 from customer_order where id = ${orderId} for no key update`);

/** The guard by which a payment reaches each state once. */
export const statusIn = (statuses: PaymentStatus[]): SQL => inArray(payment.status, statuses);

/** The status of a payment that arrived: a second payment of a paid order is late. Under the order's lock only. */
export const capturedUnlessPaid: SQL<PaymentStatus> = sql`case when exists (select from payment other
  where other.order_id = payment.order_id and other.status = 'captured') then 'late' else 'captured' end`;

/** Moves a payment; returns null when it was no longer in one of the statuses that `guard` allows. */
export async function movePayment(
  tx: Tx,
  id: string,
  guard: SQL,
  set: Partial<Omit<typeof payment.$inferInsert, "status">> & { status: PaymentStatus | typeof capturedUnlessPaid },
): Promise<Payment | null> {
  const { status } = set;
  const captured =
    status === "captured" || status === "late" || status === capturedUnlessPaid ? { capturedAt: sqlNow } : {};
  const [row] = await tx
    .update(payment)
    .set({ ...set, ...captured, checkedAt: sqlNow, url: null })
    .where(and(eq(payment.id, id), guard))
    .returning();
  return row ?? null;
}

/**
 * Builds the statement that inserts a payment, for the statement that inserts the order: it reads the order's `id` from
 * `placed`. The provider is not called yet. Throws PAYMENT_DISABLED for cards without a provider.
 */
export function insertPaymentSql({ method, amountMinor, currency, expiresAt }: NewPayment): SQL {
  if (method !== "cash" && !getStripe()) throw new AppError("PAYMENT_DISABLED");
  return sql`insert into payment (order_id, method, amount_minor, currency, expires_at)
    select p.id, ${method}::text, ${amountMinor}::int, ${currency}::text, ${expiresAt.toISOString()}::timestamptz from placed p`;
}

/**
 * Reopens the last card payment of an order, under the order's lock: its page shows old details. An open payment with a
 * page has to be cancelled at the provider first: returns its id then, and changes nothing.
 */
export async function reopenPayment(tx: Tx, orderId: string): Promise<string | null> {
  const [last] = await tx
    .select()
    .from(payment)
    .where(eq(payment.orderId, orderId))
    .orderBy(desc(payment.createdAt))
    .limit(1);
  if (last?.method !== "card_online") return null;
  if (last.status === "open") return last.providerRef ? last.id : null;
  await tx.execute(sql`with placed as (select ${orderId}::uuid as id) ${insertPaymentSql(last)}`);
  return null;
}

type RefundRequest = {
  orderId: string;
  amountMinor: number;
  reason: Refund["reason"];
  staffId: string | null;
  /** The register session that pays cash out at once; without one the refund waits for a register. */
  registerSessionId?: string | undefined;
};

/** Inserts a refund of a payment, whatever the payment's status. */
export async function insertRefund(
  tx: Tx,
  of: Payment,
  values: { amountMinor: number; currency?: string; reason: Refund["reason"]; staffId?: string | null },
): Promise<Refund> {
  const { id: paymentId, orderId, currency } = of;
  const [row] = await tx
    .insert(refund)
    .values({ paymentId, orderId, currency, ...values })
    .returning();
  if (!row) throw new Error("no refund was written");
  return row;
}

/** Pays a cash refund out of a register. Throws TILL_CLOSED, WRONG_STATUS when it is no longer pending. */
export async function payCashRefund(
  tx: Tx,
  id: string,
  { registerSessionId, staffId }: { registerSessionId: string; staffId: string },
): Promise<Refund> {
  const [row] = await tx
    .update(refund)
    .set({ status: "succeeded", registerSessionId, endedAt: sqlNow })
    .where(and(eq(refund.id, id), eq(refund.status, "pending"), isNull(refund.providerRef)))
    .returning();
  if (!row) throw new AppError("WRONG_STATUS");
  const { amountMinor, currency } = row;
  await recordCashMovement(tx, {
    registerSessionId,
    amountMinor: -amountMinor,
    currency,
    reason: "refund",
    refundId: id,
    staffId,
  });
  return row;
}

/**
 * Requests a refund to the source of a payment, in the caller's transaction: never more than was paid and not yet
 * requested, otherwise WRONG_STATUS. Cards are refunded after the commit; cash at once out of the given register
 * session (TILL_CLOSED when it was counted), otherwise it waits for a register.
 */
export async function requestRefund(
  tx: Tx,
  { orderId, amountMinor, reason, staffId, registerSessionId }: RefundRequest,
): Promise<Refund[]> {
  await lockOrder(tx, orderId);
  const paid = await tx
    .select({ of: payment, left: getRefundableMinor() })
    .from(payment)
    .where(and(eq(payment.orderId, orderId), eq(payment.status, "captured")))
    .orderBy(asc(payment.createdAt));
  const refunds: Refund[] = [];
  let remaining = amountMinor;
  for (const { of, left } of paid) {
    const amount = Math.min(remaining, left);
    if (amount <= 0) continue;
    remaining -= amount;
    const requested = await insertRefund(tx, of, { amountMinor: amount, reason, staffId });
    const byHand = of.method === "cash" && registerSessionId && staffId;
    refunds.push(byHand ? await payCashRefund(tx, requested.id, { registerSessionId, staffId }) : requested);
  }
  if (remaining > 0) throw new AppError("WRONG_STATUS");
  return refunds;
}

type CashPayment = { paymentId: string; registerSessionId: string; staffId: string };

/**
 * Takes a cash payment into an open register. Throws TILL_CLOSED, WRONG_STATUS when the payment is not open or the
 * order refuses it: then no money changes hands.
 */
export async function captureCash(
  tx: Tx,
  announce: Announce,
  { paymentId, registerSessionId, staffId }: CashPayment,
): Promise<Payment> {
  const before = await lockPayment(tx, paymentId);
  if (await isPaid(tx, before.orderId)) throw new AppError("ALREADY_PAID");
  const guard = and(statusIn(["open"]), eq(payment.method, "cash")) as SQL;
  const captured = await movePayment(tx, paymentId, guard, { status: "captured", registerSessionId });
  if (!captured) throw new AppError("WRONG_STATUS");
  const { amountMinor, currency } = captured;
  await recordCashMovement(tx, { registerSessionId, amountMinor, currency, reason: "sale", paymentId, staffId });
  if ((await paymentReactions.get().captured(tx, announce, captured)) === "late") throw new AppError("WRONG_STATUS");
  return captured;
}
