import { and, eq, inArray, lte, ne, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { payment, refund } from "@/db/schema/payments";
import { sqlNow } from "@/server/platform/clock";
import { isAppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { getPayment } from "../queries";
import type { EventRef, Refund } from "../schema";
import { applyRefund } from "./apply-provider-state";
import { createRefund, isRefusal, retrieveRefund } from "./provider";

/** How many are sent at once, and at most in one run. */
const batch = 10;
const maxBatches = 10;

/**
 * Claims due card refunds, so that no other process takes them: the next attempt is postponed first, by 10 s after the
 * first one, then three times as long each, an hour at most.
 */
function claimDue(): Promise<Refund[]> {
  const due = db()
    .select({ id: refund.id })
    .from(refund)
    .innerJoin(payment, eq(payment.id, refund.paymentId))
    .where(and(inArray(refund.status, ["pending", "sent"]), lte(refund.nextAt, sqlNow), ne(payment.method, "cash")))
    .orderBy(refund.nextAt)
    .limit(batch)
    .for("update", { of: refund, skipLocked: true });
  const wait = sql`least(interval '1 hour', interval '10 seconds' * power(3, least(${refund.attempts}, 10)))`;
  return db()
    .update(refund)
    .set({ attempts: sql`${refund.attempts} + 1`, nextAt: sql`${sqlNow} + ${wait}` })
    .where(inArray(refund.id, due))
    .returning();
}

/** Creates or retrieves one refund at the provider, and applies the answer. */
async function processRefund(of: Refund): Promise<void> {
  const { id: refundId } = of;
  const { intentRef } = await getPayment(of.paymentId);
  try {
    if (!of.providerRef && !intentRef) throw new Error("a refund of a payment that the provider does not know");
    const reported = of.providerRef ? await retrieveRefund(of.providerRef) : await createRefund(of, intentRef ?? "");
    await applyRefund(refundId, reported);
  } catch (err) {
    if (isRefusal(err)) {
      const failure = err.code ?? err.param ?? "refused";
      return applyRefund(refundId, { status: "failed", providerRef: null, failure });
    }
    const isUnavailable = isAppError(err) && ["PAYMENT_UNREACHABLE", "PAYMENT_DISABLED"].includes(err.appCode);
    if (isUnavailable) log().warn({ refundId, attempts: of.attempts }, "a refund waits for the payments' provider");
    else log().error({ refundId, err }, "a refund could not be driven on");
  }
}

/** Sends due card refunds to the provider, and checks those in progress. Returns how many were processed. */
export async function processRefunds(): Promise<number> {
  let processed = 0;
  for (let i = 0; i < maxBatches; i++) {
    const due = await claimDue();
    await Promise.all(due.map((of) => processRefund(of)));
    processed += due.length;
    if (due.length < batch) break;
  }
  return processed;
}

/** Refreshes one refund that the provider reported. */
export async function refreshRefund(of: Refund, ref: string, event: EventRef) {
  await applyRefund(of.id, await retrieveRefund(ref), event);
}
