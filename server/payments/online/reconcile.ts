import { and, asc, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { payment } from "@/db/schema/payments";
import { sqlNow } from "@/server/platform/clock";
import { isAppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { statusIn } from "../commands";
import { getStripe } from "../provider";
import { refreshPayment } from "./commands";
import { processRefunds } from "./refunds";

/** An open payment without any report for this long is checked. */
const silenceInterval = sql`interval '20 seconds'`;
/** How many are checked at once, claimed at once, and claimed at most in one run. */
const concurrency = 5;
const batch = 100;
const maxBatches = 5;
/** When a payment was last checked: the oldest is checked first, so that many unpaid pages starve none. */
const lastCheckedAt = sql`coalesce(${payment.checkedAt}, ${payment.createdAt})`;

/**
 * Claims open payments that were not checked lately. They are marked as checked in the same statement, so that another
 * process skips them: a lock held over the calls would hold a connection too.
 */
async function claimDue(): Promise<string[]> {
  const due = db()
    .select({ id: payment.id })
    .from(payment)
    .where(
      and(statusIn(["open"]), isNotNull(payment.providerRef), lt(lastCheckedAt, sql`${sqlNow} - ${silenceInterval}`)),
    )
    .orderBy(asc(lastCheckedAt))
    .limit(batch)
    .for("update", { skipLocked: true });
  const rows = await db()
    .update(payment)
    .set({ checkedAt: sqlNow })
    .where(inArray(payment.id, due))
    .returning({ id: payment.id });
  return rows.map((r) => r.id);
}

/**
 * Refreshes one payment; returns false when the provider does not answer, so that the others need not wait for it too.
 */
async function refreshOne(id: string): Promise<boolean> {
  try {
    await refreshPayment(id);
    return true;
  } catch (err) {
    if (isAppError(err) && err.appCode === "PAYMENT_UNREACHABLE") return false;
    log().error({ paymentId: id, err }, "what became of a payment could not be found out");
    return true;
  }
}

/** Refreshes these payments; returns false as soon as the provider does not answer. */
async function refreshAll(ids: string[]): Promise<boolean> {
  for (let i = 0; i < ids.length; i += concurrency) {
    const answered = await Promise.all(ids.slice(i, i + concurrency).map((id) => refreshOne(id)));
    if (answered.includes(false)) return false;
  }
  return true;
}

/**
 * Reconciles missing webhooks: refreshes open payments and processes refunds. Returns how many payments and refunds
 * were checked; none without a provider.
 */
export async function reconcile(): Promise<{ payments: number; refunds: number }> {
  if (!getStripe()) return { payments: 0, refunds: 0 };
  let payments = 0;
  for (let i = 0; i < maxBatches; i++) {
    const due = await claimDue();
    payments += due.length;
    if (!(await refreshAll(due)) || due.length < batch) break;
  }
  return { payments, refunds: await processRefunds() };
}
