import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { inject } from "vitest";
import { db } from "@/db/client";
import { order } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { applyGuards, applyPaymentWith } from "@/server/payments/online/apply-provider-state";
import { refreshPaymentWith } from "@/server/payments/online/commands";
import { getStripe, localStripeKey } from "@/server/payments/provider";
import { getPayment } from "@/server/payments/queries";
import { createIntent, presentTestCardAtReader, processIntent } from "@/server/payments/terminal/provider";
import { receiveEventWith } from "@/server/payments/webhook/commands";
import { webhookGuards } from "@/server/payments/webhook/router";
import { env } from "@/server/platform/env";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { placeOrder } from "@/server/testing/orders";
import { makeReader } from "@/server/testing/payments";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { logFile } from "./server";
import { askFrom, startMutant, type Target } from "./target";

const from = "127.0.2.1";

function createStripeClient(): Stripe {
  const made = getStripe();
  if (!made) throw new Error("the production server has no local Stripe");
  return made;
}

/** What becomes of the local Stripe's webhooks: lost while the attacker sends them, so that the victim hears of them once. */
async function signWebhook(mode: "now" | "lose"): Promise<void> {
  const headers = { authorization: `Bearer ${localStripeKey}` };
  const body = new URLSearchParams({ mode });
  await fetch(`${env().LOCAL_STRIPE_URL}/_local/webhooks`, { method: "POST", headers, body });
}

/** An order of 129.00 that waits for a card at a reader, with the intent of its payment. */
async function createVictim() {
  const store = await makeStore();
  const product = await makeProduct(["M"], 12_900);
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, 3);
  const { id: orderId } = await placeOrder({
    ownerId: null,
    lines: [{ variantId, way: { kind: "pickup", storeId: store.id } }],
  });
  const [due] = await db()
    .update(payment)
    .set({ method: "card_terminal" })
    .where(eq(payment.orderId, orderId))
    .returning();
  if (!due) throw new Error("no payment");
  const intent = await createIntent(due);
  await db().update(payment).set({ providerRef: intent, intentRef: intent }).where(eq(payment.id, due.id));
  return { orderId, paymentId: due.id, intent, storeCode: store.code };
}
type Victim = Awaited<ReturnType<typeof createVictim>>;

/** Sends the server the event that this intent was paid, signed as Stripe signs. */
async function sendEvent(target: Target, intent: string): Promise<void> {
  const { data } = await createStripeClient().events.list({ type: "payment_intent.succeeded", limit: 20 });
  const payload = JSON.stringify(data.find((e) => (e.data.object as { id: string }).id === intent));
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: env().STRIPE_WEBHOOK_SECRET ?? "" });
  const headers = { "content-type": "application/json", "stripe-signature": header };
  const { status } = await askFrom(target, {
    from,
    path: "/api/stripe/webhook",
    method: "POST",
    headers,
    body: payload,
  });
  if (status !== 200) throw new Error(`the webhook was answered ${status}`);
}

/** Each way to pay 1.00 for the order of 129.00; resolves to the intent that took the money. */
const ways: Record<string, (v: Victim) => Promise<string>> = {
  "the amount changed after the intent": async ({ intent, storeCode }) => {
    await createStripeClient().paymentIntents.update(intent, { amount: 100 });
    const reader = await makeReader(storeCode);
    await processIntent(reader, intent);
    await presentTestCardAtReader(reader, "taken");
    return intent;
  },
  "another payment that carries the order's name": async ({ orderId, paymentId }) => {
    const metadata = { orderId, paymentId };
    const { id } = await createStripeClient().paymentIntents.create({
      amount: 100,
      currency: "azn",
      payment_method: "pm_card_visa",
      confirm: true,
      metadata,
    });
    return id;
  },
};

const alerts = { "the amount changed after the intent": "payment_refused" } as Record<string, string>;

/** What is wrong with the victim's order after the attack; empty when it is unpaid, refunded and reported. */
async function listFaults(
  target: Target,
  name: string,
  { orderId, paymentId }: Victim,
  intent: string,
): Promise<string[]> {
  const faults: string[] = [];
  const [{ state = "" } = {}] = await db().select({ state: order.state }).from(order).where(eq(order.id, orderId));
  const { status } = await getPayment(paymentId);
  if (state === "placed" || status === "captured") faults.push(`${name}: the order is ${state}, its payment ${status}`);
  if (target.url !== inject("productionUrl")) return faults;
  const log = readFileSync(logFile, "utf8").split("\n");
  const alert = alerts[name] ?? "payment_stray";
  if (!log.some((line) => line.includes(alert) && line.includes(paymentId))) faults.push(`${name}: nobody was told`);
  for (let look = 0; look < 40; look++) {
    const { data } = await createStripeClient().refunds.list({ payment_intent: intent });
    if (data.reduce((sum, r) => sum + r.amount, 0) === 100) return faults;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return [...faults, `${name}: the money is not back`];
}

/** A2: pays 1.00 for an order of 129.00, in each way. */
async function run(target: Target) {
  const through: string[] = [];
  await signWebhook("lose");
  try {
    for (const [name, way] of Object.entries(ways)) {
      const of = await createVictim();
      const intent = await way(of);
      await sendEvent(target, intent);
      through.push(...(await listFaults(target, name, of, intent)));
    }
  } finally {
    await signWebhook("now");
  }
  const tried = Object.keys(ways).length;
  return through.length > 0
    ? reportLetThrough(through.join(", "))
    : reportRefused(`${tried} of ${tried} ways, money back, alarm raised`);
}

registerAttack({
  id: "A2",
  title: "an order paid at another price",
  run,
  mutants: {
    "the comparison of amount and order": () => {
      const apply = applyPaymentWith({ ...applyGuards, findMismatch: () => null });
      return startMutant({ webhook: { ...webhookGuards, receive: receiveEventWith(refreshPaymentWith(apply)) } });
    },
  },
});
