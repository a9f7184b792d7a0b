import type { z } from "zod";
import type { inputs } from "./api-schema";
import { type CardOutcome, findOutcome } from "./cards";
import { createPaymentMethod } from "./customers";
import { recordEvent } from "./events";
import { applyOutcome, cancelIntent, confirmIntent, createIntent, declineIntent } from "./intents";
import { assertMinimumAmount, Refusal, toInvalid } from "./rules";
import type { Intent, LineItem, Session } from "./schema";
import { findObject, getNow, newId, newObjectBase, type StripeState } from "./state";

type CreateSessionInput = z.infer<typeof inputs.session>;
const shortest = 30 * 60;
const longest = 24 * 60 * 60;
/** The caller's clock and network may have used a little of the half hour. */
const leeway = 60;

function toLineItem(item: CreateSessionInput["line_items"][number]): LineItem {
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

/**
 * Creates an open Checkout Session with prices given in the call. Throws 400 for mixed currencies or a lifetime outside
 * 30 min to 24 h.
 */
export function createSession(state: StripeState, input: CreateSessionInput): Session {
  if (input.customer) findObject(state, "customer", input.customer, "customer");
  if (input.customer && input.customer_email)
    throw toInvalid("You may only specify one of these parameters: customer, customer_email.");
  const now = getNow(state);
  const expiresAt = input.expires_at ?? now + longest;
  if (expiresAt < now + shortest - leeway || expiresAt > now + longest + leeway)
    throw toInvalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from now.", {
      param: "expires_at",
    });
  const lines = input.line_items.map(toLineItem);
  const currency = lines[0]?.currency ?? "";
  if (lines.some((line) => line.currency !== currency))
    throw toInvalid("All line items must have the same currency.", { param: "line_items" });
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
  if (total < 1) throw toInvalid("The total must be more than zero.", { param: "line_items" });
  assertMinimumAmount(total, currency);
  const base = newObjectBase(state, "cs_test");
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
    customer: input.customer ?? null,
    customer_email: input.customer_email ?? null,
    customer_details: null,
    client_reference_id: input.client_reference_id ?? null,
    locale: input.locale ?? null,
    payment_intent: null,
    allowed_payment_method_types: input.allowed_payment_method_types ?? null,
    payment_method_types: ["card"],
    success_url: input.success_url,
    cancel_url: input.cancel_url ?? null,
    expires_at: expiresAt,
    url: `${state.publicUrl}/c/pay/${base.id}`,
    metadata: { ...input.metadata },
  };
  state.rows["checkout.session"].set(session.id, session);
  state.lines.set(session.id, lines);
  state.intentData.set(session.id, input.payment_intent_data ?? {});
  return session;
}

function closeSession(state: StripeState, session: Session): void {
  session.status = "expired";
  session.url = null;
  const intent = session.payment_intent ? findObject(state, "payment_intent", session.payment_intent) : null;
  if (intent && intent.status !== "canceled") cancelIntent(state, intent.id, { reason: "abandoned", byCheckout: true });
  recordEvent(state, "checkout.session.expired", session);
}

/** Expires an open session before its time. Throws 400 when it is complete or already expired. */
export function expireSession(state: StripeState, id: string): Session {
  const session = findObject(state, "checkout.session", id, "session");
  if (session.status !== "open")
    throw toInvalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  closeSession(state, session);
  return session;
}

/** Expires every overdue session; checks once in a second of the local Stripe's clock. */
export function sweepSessions(state: StripeState): void {
  const now = getNow(state);
  if (state.swept === now) return;
  state.swept = now;
  for (const session of state.rows["checkout.session"].values())
    if (session.status === "open" && session.expires_at <= now) closeSession(state, session);
}

function completeSession(state: StripeState, session: Session, intent: Intent): void {
  session.status = "complete";
  session.url = null;
  session.payment_status = intent.status === "succeeded" ? "paid" : "unpaid";
  recordEvent(state, "checkout.session.completed", session);
}

/** The address after a paid session. */
export const buildSuccessUrl = (session: Session): string =>
  session.success_url.replaceAll(/\{CHECKOUT_SESSION_ID\}|%7BCHECKOUT_SESSION_ID%7D/g, session.id);

type Payer = { number: string; email: string; name: string };

/**
 * Pays a session with the payer's card on the hosted page. Returns where the browser goes next: the shop or the bank's
 * challenge. Throws 400 when the session is not open, 402 when the card is declined (the session stays open).
 */
export function paySession(state: StripeState, id: string, payer: Payer): string {
  const session = findObject(state, "checkout.session", id, "session");
  if (session.status !== "open") throw toInvalid(`This Checkout Session is ${session.status}.`);
  const details = { email: payer.email || session.customer_email, name: payer.name || null };
  const method = createPaymentMethod(state, { number: payer.number });
  method.billing_details = details;
  session.customer_details = details;
  if (!session.payment_intent) {
    const { amount_total: amount, currency, customer } = session;
    const replaced = state.intentData.get(session.id) ?? {};
    const intent = createIntent(state, { ...replaced, amount, currency, ...(customer ? { customer } : {}) });
    session.payment_intent = intent.id;
  }
  const intent = confirmIntent(state, session.payment_intent, {
    payment_method: method.id,
    return_url: buildSuccessUrl(session),
  });
  if (intent.next_action) return intent.next_action.redirect_to_url.url;
  completeSession(state, session, intent);
  return buildSuccessUrl(session);
}

const appendResult = (url: string, intent: Intent, result: string): string => {
  const back = new URL(url);
  back.searchParams.set("payment_intent", intent.id);
  back.searchParams.set("payment_intent_client_secret", intent.client_secret);
  back.searchParams.set("redirect_status", result);
  return back.href;
};

function finishChallenge(state: StripeState, intent: Intent, passed: boolean): void {
  const method = findObject(state, "payment_method", intent.payment_method ?? "");
  const outcome = findOutcome(state.numbers.get(method.id) ?? "");
  const real: CardOutcome = outcome?.is === "challenge" ? outcome.passed : { is: "taken" };
  if (passed) applyOutcome(state, intent, { method, outcome: real });
  else
    throw declineIntent(state, intent, {
      code: "payment_intent_authentication_failure",
      message: "The provided PaymentMethod has failed authentication. You can provide a new one to try again.",
      payment_method: structuredClone(method),
    });
}

/**
 * Answers the bank's 3-D Secure challenge. Returns where the browser goes next, or null without a return address.
 * Throws 400 when the challenge is over.
 */
export function answerChallenge(state: StripeState, token: string, passed: boolean): string | null {
  const challenge = state.challenges.get(token);
  const intent = challenge && findObject(state, "payment_intent", challenge.intent);
  if (intent?.status !== "requires_action") throw toInvalid("This authentication is over.");
  state.challenges.delete(token);
  const session = [...state.rows["checkout.session"].values()].find((s) => s.payment_intent === intent.id);
  try {
    finishChallenge(state, intent, passed);
  } catch (declined) {
    if (!(declined instanceof Refusal) || declined.status !== 402) throw declined;
    if (session) return session.url;
    return challenge?.returnUrl ? appendResult(challenge.returnUrl, intent, "failed") : null;
  }
  if (session) {
    completeSession(state, session, intent);
    return buildSuccessUrl(session);
  }
  return challenge?.returnUrl ? appendResult(challenge.returnUrl, intent, "succeeded") : null;
}
