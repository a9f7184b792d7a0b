import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterAll, beforeEach } from "vitest";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { getStripe as configured } from "@/server/payments/provider";

/** A webhook as it was received. */
export type Received = { payload: string; signature: string };

const secret = "whsec_conformance";

async function textOf(req: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of req) text += part;
  return text;
}

/** The payments' settings of a test, with the local Stripe at this address. */
export const settings = (url: string | undefined, rest: object = {}) => ({
  demo: false,
  NODE_ENV: "test" as const,
  STRIPE_SECRET_KEY: undefined,
  LOCAL_STRIPE_URL: url,
  ...rest,
});

/** The real `stripe` package, connected to the local Stripe at this address. */
export function clientOf(url: string): Stripe {
  const client = configured(settings(url));
  if (!client) throw new Error("no client");
  return client;
}

/** A webhook endpoint that stores what it receives and responds 200, or the next of `answers`. */
async function startEndpoint() {
  const shop = { received: [] as Received[], answers: [] as number[] };
  const server = createServer(async (req, res) => {
    shop.received.push({ payload: await textOf(req), signature: String(req.headers["stripe-signature"]) });
    res.writeHead(shop.answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { shop, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

/** The error that Stripe's client throws for this call; throws when there is none. */
async function refusal(call: PromiseLike<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (err) {
    if (err instanceof Stripe.errors.StripeError) return err;
    throw err;
  }
  throw new Error("it was not refused");
}

/** What a payer types on the hosted page. */
const card = (number: string) => ({ number, email: "aygun@example.com", name: "Aygün", expiry: "12 / 40", cvc: "123" });

/** Posts a page's form as a browser does, without following the redirect. */
const post = (url: string | null | undefined, fields: Record<string, string>) =>
  fetch(url ?? "", { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

/** The types of the events about one object, in their order. */
const typesOf = (about: string, events: Stripe.Event[]) =>
  events.filter((e) => (e.data.object as { id?: string }).id === about).map((e) => e.type);

const lineItems = [
  { quantity: 2, price_data: { currency: "azn", unit_amount: 4500, product_data: { name: "Şal <script>" } } },
  { quantity: 1, price_data: { currency: "azn", unit_amount: 700, product_data: { name: "Доставка" } } },
];

/**
 * A local Stripe for this test file, its client, a shop's endpoint for its webhooks, and shorthands for the usual
 * calls.
 */
export async function localStripe() {
  const { shop, server, url } = await startEndpoint();
  const local = await startLocalStripe({ webhook: { url, secret } });
  const stripe = clientOf(local.url);
  beforeEach(async () => {
    await local.webhooks.settled();
    local.webhooks.setMode("now");
    local.webhooks.held.length = 0;
    Object.assign(shop, { received: [], answers: [] });
  });
  afterAll(async () => {
    await local.close();
    server.closeAllConnections();
    server.close();
  });
  const pay = (rest: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({
      amount: 4990,
      currency: "azn",
      payment_method: "pm_card_visa",
      confirm: true,
      ...rest,
    });
  const sessionOf = (rest: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
    stripe.checkout.sessions.create({
      mode: "payment",
      success_url: "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}",
      cancel_url: "http://127.0.0.1:9/cart",
      line_items: lineItems,
      ...rest,
    });
  const since = async () => (await stripe.events.list({ limit: 100 })).data;
  return { local, stripe, shop, secret, pay, sessionOf, post, card, refusal, typesOf, since };
}
