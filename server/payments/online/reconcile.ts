import { and, asc, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { payment } from "@/db/schema/payments";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import { isAppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { isStill } from "../commands";
import { refreshPayment } from "./commands";
import { stripe } from "../provider";
import { driveRefunds } from "./refunds";
import type { PaymentReactions } from "../schema";

const everyMs = 10_000;
/** An open payment that nobody told of for so long is asked about. */
const silence = sql`interval '20 seconds'`;
/** How many are asked about at once, taken at once, and taken at most in one run. */
const atOnce = 5;
const batch = 100;
const mostBatches = 5;
/** When a payment was last spoken of: whoever waits longest is asked about first, so that many unpaid pages starve nobody. */
const lastHeard = sql`coalesce(${payment.checkedAt}, ${payment.createdAt})`;

/**
 * Takes open payments that the provider was not asked about lately. They are marked as asked about at once, so that another
 * process does not ask about the same ones: a lock held over the calls would hold a connection too.
 */
async function claim(): Promise<string[]> {
  const due = db()
    .select({ id: payment.id })
    .from(payment)
    .where(and(isStill(["open"]), isNotNull(payment.providerRef), lt(lastHeard, sql`${sqlNow} - ${silence}`)))
    .orderBy(asc(lastHeard))
    .limit(batch)
    .for("update", { skipLocked: true });
  const rows = await db()
    .update(payment)
    .set({ checkedAt: sqlNow })
    .where(inArray(payment.id, due))
    .returning({ id: payment.id });
  return rows.map((r) => r.id);
}

/** Asks about one; false when the provider does not answer, so that the others need not wait for it too. */
async function ask(id: string, reactions: PaymentReactions): Promise<boolean> {
  try {
    await refreshPayment(id, reactions);
    return true;
  } catch (err) {
    if (isAppError(err) && err.appCode === "PAYMENT_UNREACHABLE") return false;
    log().error({ paymentId: id, err }, "what became of a payment could not be found out");
    return true;
  }
}

/** Asks about these; false as soon as the provider does not answer. */
async function askAll(ids: string[], reactions: PaymentReactions): Promise<boolean> {
  for (let i = 0; i < ids.length; i += atOnce) {
    const answered = await Promise.all(ids.slice(i, i + atOnce).map((id) => ask(id, reactions)));
    if (answered.includes(false)) return false;
  }
  return true;
}

/**
 * Finds out what no webhook told: asks the provider about open payments, and drives refunds on. Returns how many payments
 * and refunds were looked at.
 */
export async function reconcile(reactions: PaymentReactions): Promise<{ payments: number; refunds: number }> {
  let payments = 0;
  for (let i = 0; i < mostBatches; i++) {
    const due = await claim();
    payments += due.length;
    if (!(await askAll(due, reactions)) || due.length < batch) break;
  }
  return { payments, refunds: await driveRefunds(reactions) };
}

/**
 * Reconciles every 10 s, and drives refunds as soon as somebody says over the bus (`refunds`) that one waits. Does nothing
 * without a provider. The returned function stops it.
 */
export function startPayments(reactions: PaymentReactions): () => void {
  let running: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const next = (work: () => Promise<unknown>) => {
    if (!stripe() || waiting > 1) return;
    waiting++;
    running = running
      .then(work)
      .catch((err) => log().error({ err }, "payments could not be reconciled"))
      .finally(() => {
        waiting--;
      });
  };
  const refunds = () => next(() => driveRefunds(reactions));
  const timer = setInterval(() => next(() => reconcile(reactions)), everyMs).unref();
  bus.on("refunds", refunds);
  return () => {
    clearInterval(timer);
    bus.off("refunds", refunds);
  };
}
