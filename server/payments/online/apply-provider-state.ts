import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import { type PaymentStatus, payment, providerEvent, refund } from "@/db/schema/payments";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { capturedOnce, insertRefund, isStill, lockPayment, movePayment } from "../commands";
import { paymentOf } from "../queries";
import type { EventRef, Payment, PaymentReactions, PaymentTold, Refund, RefundTold } from "../schema";

/** What keeps a state from being reached twice; an attack's or race's twin is the same code without one of them. */
export type ApplyGuards = {
  /** The event was not acted upon before. Waits for whoever acts upon it right now. */
  firstTime: (tx: Tx, event: EventRef) => Promise<boolean>;
  /** The payment is still in one of these statuses. */
  isStill: (statuses: PaymentStatus[]) => SQL;
  /** What the provider took is what is owed for this order; else why not. */
  mismatch: (payment: Payment, told: PaymentTold) => string | null;
};

const { placeholder } = sql;
const insertEvent = prepared((on) =>
  on
    .insert(providerEvent)
    .values({ id: placeholder("id"), type: placeholder("type"), objectRef: placeholder("objectRef") })
    .onConflictDoNothing()
    .returning({ id: providerEvent.id }),
);

async function firstTime(tx: Tx, event: EventRef): Promise<boolean> {
  return (await insertEvent(tx, event)).length > 0;
}

function mismatch(payment: Payment, told: PaymentTold): string | null {
  if (told.paymentId !== payment.id || told.orderId !== payment.orderId) return "other_order";
  if (told.currency.toUpperCase() !== payment.currency) return "other_currency";
  return told.amountMinor === payment.amountMinor ? null : "other_amount";
}

export const applyGuards: ApplyGuards = { firstTime, isStill, mismatch };

/** What money may still come for: Stripe decides that it came, even when we had given the payment up. */
const beforeMoney: PaymentStatus[] = ["open", "expired", "failed"];

type Applying = { tx: Tx; announce: Announce; before: Payment; told: PaymentTold; reactions: PaymentReactions };

/** Money of another amount, or of another order: it is not taken for this one, and goes back. */
async function refuse(at: Applying, guards: ApplyGuards, why: string): Promise<Payment> {
  const { tx, announce, before, told, reactions } = at;
  const { intentRef } = told;
  const set = { status: "refused" as const, failure: why, intentRef };
  const refused = await movePayment(tx, before.id, guards.isStill(beforeMoney), set);
  if (!refused) return before;
  const given = { amountMinor: told.amountMinor, currency: told.currency.toUpperCase(), reason: "refused" as const };
  await insertRefund(tx, refused, given);
  await reactions.failed(tx, announce, refused);
  const { id: paymentId, amountMinor: owed } = refused;
  log().error({ alert: "payment_refused", paymentId, why, owed, paid: told.amountMinor }, "a payment was refused");
  return refused;
}

async function take(at: Applying, guards: ApplyGuards): Promise<Payment> {
  const { tx, announce, before, told, reactions } = at;
  const { intentRef } = told;
  const guard = guards.isStill(beforeMoney);
  // Paid twice, on a page and at a reader: the second money goes back.
  const taken = await movePayment(tx, before.id, guard, { status: capturedOnce, intentRef, failure: null });
  if (!taken) return before;
  const first = taken.status === "captured";
  if (first && (await reactions.captured(tx, announce, taken)) === "accepted") return taken;
  const late = first ? await movePayment(tx, taken.id, isStill(["captured"]), { status: "late" }) : taken;
  if (late) await insertRefund(tx, late, { amountMinor: late.amountMinor, reason: "late" });
  return late ?? taken;
}

async function applyIn(at: Applying, guards: ApplyGuards): Promise<Payment> {
  const { tx, announce, before, told, reactions } = at;
  const { intentRef, failure } = told;
  if (told.status === "open") {
    const known = intentRef ? { intentRef } : {};
    const set = { checkedAt: sqlNow, failure, ...known };
    await tx
      .update(payment)
      .set(set)
      .where(and(eq(payment.id, before.id), isStill(["open"])));
    return { ...before, ...known, failure };
  }
  if (told.status === "paid") {
    const why = guards.mismatch(before, told);
    return why ? refuse(at, guards, why) : take(at, guards);
  }
  const { status } = told;
  const ended = await movePayment(tx, before.id, guards.isStill(["open"]), { status, failure });
  if (ended) await reactions[status](tx, announce, ended);
  return ended ?? before;
}

/** Builds the command below out of its guards. */
export const applyPaymentWith =
  (guards: ApplyGuards) =>
  async (paymentId: string, told: PaymentTold, reactions: PaymentReactions, event?: EventRef): Promise<Payment> => {
    const after = await commitWithChanges(async (tx, announce) => {
      if (event && !(await guards.firstTime(tx, event))) return paymentOf(paymentId, tx);
      const before = await lockPayment(tx, paymentId);
      return applyIn({ tx, announce, before, told, reactions }, guards);
    });
    if (after.status === "late" || after.status === "refused") bus.emit("refunds");
    return after;
  };

/**
 * Makes a payment what the provider says it is, with all that follows from it, in one transaction; what is so already has no
 * effect, nor has an event that came before. `told` must have been asked after `event` came. Gives the payment.
 */
export const applyPayment = applyPaymentWith(applyGuards);

/** Makes a refund what the provider says it is. Stripe may take back a success days later: the bank did not want the money. */
export function applyRefund(
  refundId: string,
  told: RefundTold,
  reactions: PaymentReactions,
  event?: EventRef,
): Promise<void> {
  return commitWithChanges(async (tx, announce) => {
    if (event && !(await firstTime(tx, event))) return;
    const [known] = await tx.select().from(refund).where(eq(refund.id, refundId));
    if (!known) throw new AppError("NOT_FOUND");
    await lockPayment(tx, known.paymentId);
    const moved = await moveRefund(tx, refundId, told);
    if (moved?.status === "succeeded") await reactions.refunded(tx, announce, moved);
    if (moved?.status === "failed")
      log().error({ alert: "refund_failed", refundId, failure: told.failure }, "a refund failed");
  });
}

const refundsFrom: Record<RefundTold["status"], Refund["status"][]> = {
  sent: ["pending"],
  succeeded: ["pending", "sent"],
  failed: ["pending", "sent", "succeeded"],
};

async function moveRefund(tx: Tx, id: string, { status, providerRef, failure }: RefundTold): Promise<Refund | null> {
  const ended = status === "sent" ? {} : { endedAt: sqlNow };
  const [row] = await tx
    .update(refund)
    .set({ status, failure, ...(providerRef ? { providerRef } : {}), ...ended })
    .where(and(eq(refund.id, id), inArray(refund.status, refundsFrom[status])))
    .returning();
  return row ?? null;
}
