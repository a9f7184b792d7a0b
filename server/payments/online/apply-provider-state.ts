import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { type PaymentStatus, payment, providerEvent, refund } from "@/db/schema/payments";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { addJob } from "@/server/queue/commands";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { capturedUnlessPaid, insertRefund, lockPayment, movePayment, statusIn } from "../commands";
import { getPayment } from "../queries";
import { paymentReactions } from "../reactions";
import type { EventRef, Payment, ProviderPayment, ProviderRefund, Refund } from "../schema";

/** The guards that keep a state from being reached twice; tests replace one of them. */
export type ApplyGuards = {
  /** The event was not applied before. Waits for a concurrent application of it. */
  isNewEvent: (tx: Tx, event: EventRef) => Promise<boolean>;
  /** The payment is still in one of these statuses. */
  statusIn: (statuses: PaymentStatus[]) => SQL;
  /** Compares the provider's payment with the amount due of this order; returns why they differ. */
  findMismatch: (payment: Payment, reported: ProviderPayment) => string | null;
};

const { placeholder } = sql;
const insertEvent = prepareStatement((on) =>
  on
    .insert(providerEvent)
    .values({ id: placeholder("id"), type: placeholder("type"), objectRef: placeholder("objectRef") })
    .onConflictDoNothing()
    .returning({ id: providerEvent.id }),
);

async function isNewEvent(tx: Tx, event: EventRef): Promise<boolean> {
  return (await insertEvent(tx, event)).length > 0;
}

function findMismatch(payment: Payment, reported: ProviderPayment): string | null {
  if (reported.paymentId !== payment.id || reported.orderId !== payment.orderId) return "other_order";
  if (reported.currency.toUpperCase() !== payment.currency) return "other_currency";
  return reported.amountMinor === payment.amountMinor ? null : "other_amount";
}

export const applyGuards: ApplyGuards = { isNewEvent, statusIn, findMismatch };

/** Statuses that may still be captured: Stripe decides, even after the payment expired here. */
const capturableStatuses: PaymentStatus[] = ["open", "expired", "failed"];

type ApplyContext = {
  tx: Tx;
  announce: Announce;
  before: Payment;
  reported: ProviderPayment;
};

/** Refuses and refunds a payment of another amount, or of another order. */
async function refusePayment(context: ApplyContext, guards: ApplyGuards, reason: string): Promise<Payment> {
  const { tx, announce, before, reported } = context;
  const { intentRef } = reported;
  const set = { status: "refused" as const, failure: reason, intentRef };
  const refused = await movePayment(tx, before.id, guards.statusIn(capturableStatuses), set);
  if (!refused) return before;
  const values = {
    amountMinor: reported.amountMinor,
    currency: reported.currency.toUpperCase(),
    reason: "refused" as const,
  };
  await insertRefund(tx, refused, values);
  await paymentReactions.get().failed(tx, announce, refused);
  const { id: paymentId, amountMinor: owed } = refused;
  log().error(
    { alert: "payment_refused", paymentId, why: reason, owed, paid: reported.amountMinor },
    "a payment was refused",
  );
  return refused;
}

async function acceptPayment(context: ApplyContext, guards: ApplyGuards): Promise<Payment> {
  const { tx, announce, before, reported } = context;
  const { intentRef } = reported;
  const guard = guards.statusIn(capturableStatuses);
  // Paid twice, on a page and at a reader: the second payment is refunded.
  const captured = await movePayment(tx, before.id, guard, { status: capturedUnlessPaid, intentRef, failure: null });
  if (!captured) return before;
  const first = captured.status === "captured";
  if (first && (await paymentReactions.get().captured(tx, announce, captured)) === "accepted") return captured;
  const late = first ? await movePayment(tx, captured.id, statusIn(["captured"]), { status: "late" }) : captured;
  if (late) await insertRefund(tx, late, { amountMinor: late.amountMinor, reason: "late" });
  return late ?? captured;
}

async function applyInTransaction(context: ApplyContext, guards: ApplyGuards): Promise<Payment> {
  const { tx, announce, before, reported } = context;
  const { intentRef, failure } = reported;
  if (reported.status === "open") {
    const known = intentRef ? { intentRef } : {};
    const set = { checkedAt: sqlNow, failure, ...known };
    await tx
      .update(payment)
      .set(set)
      .where(and(eq(payment.id, before.id), statusIn(["open"])));
    return { ...before, ...known, failure };
  }
  if (reported.status === "paid") {
    const reason = guards.findMismatch(before, reported);
    return reason ? refusePayment(context, guards, reason) : acceptPayment(context, guards);
  }
  const { status } = reported;
  const ended = await movePayment(tx, before.id, guards.statusIn(["open"]), { status, failure });
  if (ended) await paymentReactions.get()[status](tx, announce, ended);
  return ended ?? before;
}

/** The job that sends what is to be refunded to the provider. */
export const refundsJobName = "refunds.process";

/** Builds the command that applies the provider's state of a payment, with the given guards. */
export const applyPaymentWith =
  (guards: ApplyGuards) =>
  async (paymentId: string, reported: ProviderPayment, event?: EventRef): Promise<Payment> => {
    const after = await commitWithChanges(async (tx, announce) => {
      if (event && !(await guards.isNewEvent(tx, event))) return getPayment(paymentId, tx);
      const before = await lockPayment(tx, paymentId);
      return applyInTransaction({ tx, announce, before, reported }, guards);
    });
    if (after.status === "late" || after.status === "refused") addJob(refundsJobName);
    return after;
  };

/**
 * Applies the provider's state of a payment, with everything that follows from it, in one transaction; a repeated state
 * or event has no effect. `reported` must have been read after `event` arrived. Returns the payment.
 */
export const applyPayment = applyPaymentWith(applyGuards);

/** Applies the provider's state of a refund. Stripe may revert a success days later, when the bank rejects it. */
export function applyRefund(refundId: string, reported: ProviderRefund, event?: EventRef): Promise<void> {
  return commitWithChanges(async (tx, announce) => {
    if (event && !(await isNewEvent(tx, event))) return;
    const [known] = await tx.select().from(refund).where(eq(refund.id, refundId));
    if (!known) throw new AppError("NOT_FOUND");
    await lockPayment(tx, known.paymentId);
    const moved = await moveRefund(tx, refundId, reported);
    if (moved?.status === "succeeded") await paymentReactions.get().refunded(tx, announce, moved);
    if (moved?.status === "failed")
      log().error({ alert: "refund_failed", refundId, failure: reported.failure }, "a refund failed");
  });
}

const refundSources: Record<ProviderRefund["status"], Refund["status"][]> = {
  sent: ["pending"],
  succeeded: ["pending", "sent"],
  failed: ["pending", "sent", "succeeded"],
};

async function moveRefund(
  tx: Tx,
  id: string,
  { status, providerRef, failure }: ProviderRefund,
): Promise<Refund | null> {
  const ended = status === "sent" ? {} : { endedAt: sqlNow };
  const [row] = await tx
    .update(refund)
    .set({ status, failure, ...(providerRef ? { providerRef } : {}), ...ended })
    .where(and(eq(refund.id, id), inArray(refund.status, refundSources[status])))
    .returning();
  return row ?? null;
}
