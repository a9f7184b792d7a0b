import type { z } from "zod";
import type { inputs } from "./api-schema";
import { type CardOutcome, outcomeOf } from "./cards";
import { createPaymentMethod } from "./customers";
import { cancelIntent, confirmIntent, createIntent, refusedByCard, settle } from "./intents";
import { assertEnough, invalid, Refusal } from "./rules";
import type { Intent, LineItem, Session } from "./schema";
import { happened } from "./events";
import { born, find, newId, nowOf, type World } from "./state";

type Create = z.infer<typeof inputs.session>;
const [shortest, longest] = [30 * 60, 24 * 60 * 60];
/** The caller's clock and network may have eaten a little of the half hour. */
const leeway = 60;

function lineOf(item: Create["line_items"][number]): LineItem {
  const { unit_amount, currency, product_data } = item.price_data;
  const total = unit_amount * item.quantity;
  const price = { id: newId("price"), object: "price" as const, currency: currency.toLowerCase(), unit_amount };
  return {
    id: newId("li"),
    object: "item",
    amount_subtotal: total,
    amount_total: total,
    amount_tax: 0,
    amount_discount: 0,
    currency: currency.toLowerCase(),
    description: product_data.name,
    quantity: item.quantity,
    price: { ...price, product: newId("prod") },
  };
}

/** An open Checkout Session with prices given in the call. Throws 400 for mixed currencies or a life outside 30 min to 24 h. */
export function createSession(world: World, given: Create): Session {
  if (given.customer) find(world, "customer", given.customer, "customer");
  if (given.customer && given.customer_email)
    throw invalid("You may only specify one of these parameters: customer, customer_email.");
  const now = nowOf(world);
  const expiresAt = given.expires_at ?? now + longest;
  if (expiresAt < now + shortest - leeway || expiresAt > now + longest + leeway)
    throw invalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", {
      param: "expires_at",
    });
  const lines = given.line_items.map(lineOf);
  const currency = lines[0]?.currency ?? "";
  if (lines.some((line) => line.currency !== currency))
    throw invalid("All line items must have the same currency.", { param: "line_items" });
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
  if (total < 1) throw invalid("The total must be more than zero.", { param: "line_items" });
  assertEnough(total, currency);
  const base = born(world, "cs_test");
  const session: Session = {
    ...base,
    object: "checkout.session",
    mode: "payment",
    ui_mode: "hosted_page",
    status: "open",
    payment_status: "unpaid",
    amount_subtotal: total,
    amount_total: total,
    currency,
    customer: given.customer ?? null,
    customer_email: given.customer_email ?? null,
    customer_details: null,
    client_reference_id: given.client_reference_id ?? null,
    locale: given.locale ?? null,
    payment_intent: null,
    allowed_payment_method_types: given.allowed_payment_method_types ?? null,
    payment_method_types: ["card"],
    success_url: given.success_url,
    cancel_url: given.cancel_url ?? null,
    expires_at: expiresAt,
    url: `${world.publicUrl}/c/pay/${base.id}`,
    metadata: { ...given.metadata },
  };
  world.rows["checkout.session"].set(session.id, session);
  world.lines.set(session.id, lines);
  world.intentData.set(session.id, given.payment_intent_data ?? {});
  return session;
}

function expire(world: World, session: Session): void {
  session.status = "expired";
  session.url = null;
  const intent = session.payment_intent ? find(world, "payment_intent", session.payment_intent) : null;
  if (intent && intent.status !== "canceled") cancelIntent(world, intent.id, "abandoned", true);
  happened(world, "checkout.session.expired", session);
}

/** Ends an open session before its time. Throws 400 when it is complete or already expired. */
export function expireSession(world: World, id: string): Session {
  const session = find(world, "checkout.session", id, "session");
  if (session.status !== "open")
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  expire(world, session);
  return session;
}

/** Expires every session whose time is over; looks once in a second of the local Stripe's clock. */
export function sweepSessions(world: World): void {
  const now = nowOf(world);
  if (world.swept === now) return;
  world.swept = now;
  for (const session of world.rows["checkout.session"].values())
    if (session.status === "open" && session.expires_at <= now) expire(world, session);
}

function complete(world: World, session: Session, intent: Intent): void {
  session.status = "complete";
  session.url = null;
  session.payment_status = intent.status === "succeeded" ? "paid" : "unpaid";
  happened(world, "checkout.session.completed", session);
}

/** Where the payer goes after a paid session. */
export const successUrl = (session: Session): string =>
  session.success_url.replaceAll(/\{CHECKOUT_SESSION_ID\}|%7BCHECKOUT_SESSION_ID%7D/g, session.id);

type Payer = { number: string; email: string; name: string };

/**
 * The payer presses "Pay" on the hosted page. Resolves to where the browser goes next: the shop or the bank's challenge.
 * Throws 400 when the session is not open, 402 when the card is declined (the session stays open).
 */
export function paySession(world: World, id: string, payer: Payer): string {
  const session = find(world, "checkout.session", id, "session");
  if (session.status !== "open") throw invalid(`This Checkout Session is ${session.status}.`);
  const details = { email: payer.email || session.customer_email, name: payer.name || null };
  const method = createPaymentMethod(world, { number: payer.number });
  method.billing_details = details;
  session.customer_details = details;
  if (!session.payment_intent) {
    const { amount_total: amount, currency, customer } = session;
    const laidDown = world.intentData.get(session.id) ?? {};
    const intent = createIntent(world, { ...laidDown, amount, currency, ...(customer ? { customer } : {}) });
    session.payment_intent = intent.id;
  }
  const intent = confirmIntent(world, session.payment_intent, {
    payment_method: method.id,
    return_url: successUrl(session),
  });
  if (intent.next_action) return intent.next_action.redirect_to_url.url;
  complete(world, session, intent);
  return successUrl(session);
}

const withResult = (url: string, intent: Intent, result: string): string => {
  const back = new URL(url);
  back.searchParams.set("payment_intent", intent.id);
  back.searchParams.set("payment_intent_client_secret", intent.client_secret);
  back.searchParams.set("redirect_status", result);
  return back.href;
};

function afterChallenge(world: World, intent: Intent, passed: boolean): void {
  const method = find(world, "payment_method", intent.payment_method ?? "");
  const outcome = outcomeOf(world.numbers.get(method.id) ?? "");
  const real: CardOutcome = outcome?.is === "challenge" ? outcome.passed : { is: "taken" };
  if (passed) settle(world, intent, method, real);
  else
    throw refusedByCard(world, intent, {
      code: "payment_intent_authentication_failure",
      message: "The provided PaymentMethod has failed authentication. You can provide a new one to try again.",
      payment_method: structuredClone(method),
    });
}

/**
 * The payer answers the bank's 3-D Secure challenge. Resolves to where the browser goes next, or null when nowhere was named.
 * Throws 400 when the challenge is over.
 */
export function answerChallenge(world: World, token: string, passed: boolean): string | null {
  const challenge = world.challenges.get(token);
  const intent = challenge && find(world, "payment_intent", challenge.intent);
  if (intent?.status !== "requires_action") throw invalid("This authentication is over.");
  world.challenges.delete(token);
  const session = [...world.rows["checkout.session"].values()].find((s) => s.payment_intent === intent.id);
  try {
    afterChallenge(world, intent, passed);
  } catch (declined) {
    if (!(declined instanceof Refusal) || declined.status !== 402) throw declined;
    if (session) return session.url;
    return challenge?.returnUrl ? withResult(challenge.returnUrl, intent, "failed") : null;
  }
  if (session) {
    complete(world, session, intent);
    return successUrl(session);
  }
  return challenge?.returnUrl ? withResult(challenge.returnUrl, intent, "succeeded") : null;
}
