import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { beforeAll } from "vitest";
import { db } from "@/db/client";
import { order, pickup } from "@/db/schema/orders";
import { payment, refund, registerSession } from "@/db/schema/payments";
import { insertPaymentSql } from "@/server/payments/commands";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { createCheckoutSession } from "@/server/payments/online/commands";
import { getStripe } from "@/server/payments/provider";
import { getPayment, type PayableOnline } from "@/server/payments/queries";
import { type PaymentReactions, paymentReactions } from "@/server/payments/reactions";
import type { Payment, PaymentMethod, Refund } from "@/server/payments/schema";
import { handleStripeWebhook } from "@/server/payments/webhook/router";
import { setLocalStripe } from "@/server/platform/env";
import { makeConsultant, makeStore } from "./factories";

/** What a register, a page or a reader reports when money of an order moves. */
export type Heard = { what: keyof PaymentReactions; orderId: string; amountMinor: number };

/**
 * Registers, for the running test, reactions that record their calls and move the order as the real ones do: money is accepted while the order is
 * awaiting payment, and late once it is void.
 */
export function heardReactions() {
  const heard: Heard[] = [];
  const record = (what: Heard["what"], { orderId, amountMinor }: Payment | Refund) =>
    heard.push({ what, orderId, amountMinor });
  const reactions: PaymentReactions = {
    captured: async (tx, _announce, p) => {
      const [row] = await tx
        .update(order)
        .set({ state: "placed", placedAt: sql`clock_now()` })
        .where(sql`${order.id} = ${p.orderId} and ${order.state} = 'awaiting'`)
        .returning();
      record("captured", p);
      return row ? "accepted" : "late";
    },
    failed: async (_tx, _announce, p) => void record("failed", p),
    expired: async (tx, _announce, p) => {
      await tx.update(order).set({ state: "void", voidReason: "expired" }).where(eq(order.id, p.orderId));
      record("expired", p);
    },
    refunded: async (_tx, _announce, r) => void record("refunded", r),
  };
  paymentReactions.set(reactions);
  return { heard };
}

/** An order that is awaiting payment, without lines or stock: enough for tests of its money only. */
export async function makeOrder(totalMinor = 9700, storeId: string | null = null): Promise<string> {
  const [row] = await db()
    .insert(order)
    .values({
      shopperId: randomUUID(),
      channel: storeId ? "tablet" : "shop",
      storeId,
      locale: "en",
      goodsMinor: totalMinor,
      deliveryMinor: 0,
      totalMinor,
      vat: [],
      currency: "AZN",
      quoteHash: "",
      expiresAt: sql`clock_now() + interval '40 minutes'`,
    })
    .returning({ id: order.id });
  return row?.id ?? "";
}

/** Makes a reserved pickup a part of an order that was paid before. */
export async function paidBefore(pickupId: string): Promise<void> {
  const orderId = await makeOrder(12_900);
  await db().update(order).set({ state: "placed" }).where(eq(order.id, orderId));
  await db().update(pickup).set({ orderId }).where(eq(pickup.id, pickupId));
}

/** One more attempt to pay an order, begun by the real statement. */
export async function addPayment(orderId: string, method: PaymentMethod, amountMinor = 9700): Promise<Payment> {
  const [soon] = await db().execute<{ at: string }>(sql`select clock_now() + interval '31 minutes' as at`);
  const opening = insertPaymentSql({ method, amountMinor, currency: "AZN", expiresAt: new Date(soon?.at ?? "") });
  const [inserted] = await db().execute<{ id: string }>(
    sql`with placed as (select ${orderId}::uuid as id) ${opening} returning id`,
  );
  return getPayment(inserted?.id ?? "");
}

/** An open payment of a new order. */
export async function makePayment(method: PaymentMethod = "card_online", amountMinor = 9700): Promise<Payment> {
  return addPayment(await makeOrder(amountMinor), method, amountMinor);
}

/** A store, a consultant at its register and an open cash shift. */
export async function makeTill(floatMinor = 5000) {
  const store = await makeStore();
  const consultant = await makeConsultant(store.id);
  const opened = { storeId: store.id, storeDeviceId: consultant.tablet.id, openedBy: consultant.id };
  const [shift] = await db()
    .insert(registerSession)
    .values({ ...opened, currency: "AZN", floatMinor })
    .returning();
  return { store, consultant, registerSessionId: shift?.id ?? "" };
}

const page = (unitMinor: number) => ({
  lines: [{ name: "Coat", quantity: 1, unitMinor }],
  locale: "en" as const,
  successUrl: "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}",
  cancelUrl: "http://127.0.0.1:9/cart",
});

/** A payment as it is now, as the creation of its hosted page reads it. */
export async function payable(id: string): Promise<PayableOnline> {
  const p = await getPayment(id);
  return { ...p, closesAt: Math.ceil(p.expiresAt.getTime() / 1000) };
}

const secret = "whsec_payments";

/** The route of the provider's webhooks, alone. */
async function openWebhook() {
  const server = createServer((req, res) => void handleStripeWebhook(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/**
 * A local Stripe for this test file, configured in the settings, and what buyers do there. Its webhooks are held until
 * a test delivers them (`local().webhooks`).
 */
export function atLocalStripe() {
  const at: { local?: Awaited<ReturnType<typeof startLocalStripe>>; webhook: string } = { webhook: "" };
  beforeAll(async () => {
    const { server, url } = await openWebhook();
    at.webhook = url;
    at.local = await startLocalStripe({ webhook: { url, secret } });
    at.local.webhooks.setMode("hold");
    setLocalStripe({ LOCAL_STRIPE_URL: at.local.url, STRIPE_WEBHOOK_SECRET: secret });
    return async () => {
      await at.local?.close();
      server.closeAllConnections();
      server.close();
    };
  });
  const webhookUrl = () => at.webhook;
  const local = () => {
    if (!at.local) throw new Error("the local Stripe was not started");
    return at.local;
  };
  const client = () => {
    const stripe = getStripe();
    if (!stripe) throw new Error("no client");
    return stripe;
  };
  /** The hosted page of a payment, created when it was not. */
  const pageOf = async (p: Payment) => (await createCheckoutSession(await payable(p.id), page(p.amountMinor))).url;
  /** Presses "Pay" on a hosted page; returns the status of the page's response. */
  const pay = async (url: string, number = "4242424242424242") => {
    const body = new URLSearchParams({ number, email: "aygun@example.com", name: "A", expiry: "12 / 40", cvc: "123" });
    return (await fetch(url, { method: "POST", body, redirect: "manual" })).status;
  };
  const paid = async (p: Payment) => {
    await pay(await pageOf(p));
    return getPayment(p.id);
  };
  /** Ids of held events of these types about this payment, or about its objects, oldest first. */
  const eventsOf = async (p: Payment, types: string[]) => {
    const { intentRef, providerRef } = await getPayment(p.id);
    const refs = [intentRef, providerRef];
    const isOurs = (object: { id?: string; payment_intent?: unknown }) =>
      refs.includes(object.id ?? "") || refs.includes(String(object.payment_intent));
    const { data } = await client().events.list({ limit: 100 });
    return data
      .filter((e) => types.includes(e.type) && isOurs(e.data.object as { id?: string }))
      .map((e) => e.id)
      .reverse();
  };
  return { local, client, page, pageOf, pay, paid, webhookUrl, eventsOf, secret };
}

/** Every refund of an order, oldest first. */
export const refundsOf = (orderId: string): Promise<Refund[]> =>
  db().select().from(refund).where(eq(refund.orderId, orderId)).orderBy(refund.createdAt);

/** Every payment of an order, oldest first. */
export const paymentsOf = (orderId: string): Promise<Payment[]> =>
  db().select().from(payment).where(eq(payment.orderId, orderId)).orderBy(payment.createdAt);

/** A simulated reader in a store of this code; returns its id. */
export async function makeReader(storeCode: string): Promise<string> {
  const client = getStripe();
  if (!client) throw new Error("no client");
  const location = await client.terminal.locations.create({
    display_name: storeCode,
    address: { line1: "Nizami 1", city: "Bakı", country: "AZ" },
    metadata: { store: storeCode },
  });
  const reader = { registration_code: "simulated-wpe", location: location.id, label: "Reader" };
  return (await client.terminal.readers.create(reader)).id;
}
