import type { z } from "zod";
import type { inputs } from "./api-schema";
import { type CardOutcome, findOutcome } from "./cards";
import { getPaymentMethod } from "./customers";
import { recordEvent } from "./events";
import { assertMinimumAmount, Refusal, toInvalid } from "./rules";
import type { Charge, Intent, PaymentMethod } from "./schema";
import { findObject, getNow, newId, newObjectBase, type StripeState } from "./state";

type CreateIntentInput = Omit<z.infer<typeof inputs.intent>, "expand" | "confirm" | "return_url">;
type UpdateIntentInput = z.infer<typeof inputs.intentUpdate>;

/** 400 `payment_intent_unexpected_state`: the intent is no longer in the right state. */
const toUnexpectedState = (intent: Intent, doing: string): Refusal =>
  toInvalid(`This PaymentIntent could not be ${doing} because it has a status of ${intent.status}.`, {
    code: "payment_intent_unexpected_state",
    payment_intent: structuredClone(intent),
  });

/** Creates an unconfirmed PaymentIntent. Throws for too small an amount, an unknown customer or payment method. */
export function createIntent(state: StripeState, input: CreateIntentInput): Intent {
  if (input.customer) findObject(state, "customer", input.customer, "customer");
  assertMinimumAmount(input.amount, input.currency);
  const method = input.payment_method ? getPaymentMethod(state, input.payment_method) : null;
  const base = newObjectBase(state, "pi");
  const intent: Intent = {
    ...base,
    object: "payment_intent",
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    currency: input.currency.toLowerCase(),
    customer: input.customer ?? null,
    description: input.description ?? null,
    receipt_email: input.receipt_email ?? null,
    capture_method: input.capture_method ?? "automatic_async",
    allowed_payment_method_types: input.allowed_payment_method_types ?? null,
    payment_method_types: input.allowed_payment_method_types ?? ["card"],
    payment_method: method?.id ?? null,
    client_secret: `${base.id}_secret_${newId("s").slice(2)}`,
    status: method ? "requires_confirmation" : "requires_payment_method",
    latest_charge: null,
    next_action: null,
    last_payment_error: null,
    canceled_at: null,
    cancellation_reason: null,
    metadata: { ...input.metadata },
  };
  state.rows.payment_intent.set(intent.id, intent);
  recordEvent(state, "payment_intent.created", intent);
  return intent;
}

/** Updates an intent that is not paid yet. Throws 400 once it is paid or ended. */
export function updateIntent(state: StripeState, id: string, input: UpdateIntentInput): Intent {
  const intent = findObject(state, "payment_intent", id);
  const { amount, customer, description, receipt_email, metadata, payment_method } = input;
  const open = intent.status === "requires_payment_method" || intent.status === "requires_confirmation";
  if (!open && (amount !== undefined || payment_method !== undefined || customer !== undefined))
    throw toUnexpectedState(intent, "updated");
  if (customer !== undefined) intent.customer = findObject(state, "customer", customer, "customer").id;
  if (payment_method !== undefined) {
    intent.payment_method = getPaymentMethod(state, payment_method).id;
    intent.status = "requires_confirmation";
  }
  if (amount !== undefined) {
    assertMinimumAmount(amount, intent.currency);
    intent.amount = amount;
  }
  if (description !== undefined) intent.description = description || null;
  if (receipt_email !== undefined) intent.receipt_email = receipt_email || null;
  Object.assign(intent.metadata, metadata);
  return intent;
}

function createCharge(
  state: StripeState,
  intent: Intent,
  { method, failed }: { method: PaymentMethod; failed?: CardOutcome | undefined },
): Charge {
  const captured = !failed && intent.capture_method !== "manual";
  const declined = failed?.is === "declined" ? failed : null;
  const face = method.card_present ? { card_present: method.card_present } : method.card ? { card: method.card } : {};
  const charge: Charge = {
    ...newObjectBase(state, "ch"),
    object: "charge",
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    currency: intent.currency,
    customer: intent.customer,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: method.type, ...face },
    status: failed ? "failed" : "succeeded",
    paid: !failed,
    captured,
    refunded: false,
    failure_code: declined?.code ?? null,
    failure_message: declined?.message ?? null,
    metadata: { ...intent.metadata },
  };
  state.rows.charge.set(charge.id, charge);
  intent.latest_charge = charge.id;
  return charge;
}

/** Records a decline by the payer's bank or card, and returns its 402. */
export function declineIntent(
  state: StripeState,
  intent: Intent,
  error: Omit<NonNullable<Intent["last_payment_error"]>, "type">,
): Refusal {
  intent.last_payment_error = { type: "card_error", ...error };
  intent.status = "requires_payment_method";
  intent.payment_method = null;
  intent.next_action = null;
  recordEvent(state, "payment_intent.payment_failed", intent);
  return new Refusal(402, { ...intent.last_payment_error, payment_intent: structuredClone(intent) });
}

/** Ends an attempt with an accepted or a declined card. Throws 402 for the latter; the state is kept. */
export function applyOutcome(
  state: StripeState,
  intent: Intent,
  { method, outcome }: { method: PaymentMethod; outcome: CardOutcome },
): void {
  intent.next_action = null;
  if (outcome.is === "declined") {
    const charge = createCharge(state, intent, { method, failed: outcome });
    recordEvent(state, "charge.failed", charge);
    const { code, declineCode, message } = outcome;
    const about = { charge: charge.id, payment_method: structuredClone(method) };
    throw declineIntent(state, intent, { code, decline_code: declineCode, message, ...about });
  }
  const charge = createCharge(state, intent, { method });
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  recordEvent(state, "charge.succeeded", charge);
  if (charge.captured) {
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    recordEvent(state, "payment_intent.succeeded", intent);
  } else {
    intent.status = "requires_capture";
    intent.amount_capturable = intent.amount;
    recordEvent(state, "payment_intent.amount_capturable_updated", intent);
  }
}

/**
 * Confirms an intent: it succeeds, waits for 3-D Secure (`requires_action` with our challenge page) or throws 402.
 * Throws 400 when the intent has no payment method, is for a reader or was confirmed before.
 */
export function confirmIntent(
  state: StripeState,
  id: string,
  input: { payment_method?: string | undefined; return_url?: string | undefined },
): Intent {
  const intent = findObject(state, "payment_intent", id);
  if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status))
    throw toUnexpectedState(intent, "confirmed");
  if (!intent.payment_method_types.includes("card"))
    throw toInvalid("This PaymentIntent takes card_present only; process it on a reader.", { param: "payment_method" });
  const methodId = input.payment_method ?? intent.payment_method;
  if (!methodId)
    throw toInvalid("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: "payment_intent_unexpected_state",
      payment_intent: structuredClone(intent),
    });
  const method = getPaymentMethod(state, methodId);
  intent.payment_method = method.id;
  const outcome = findOutcome(state.numbers.get(method.id) ?? "") ?? { is: "taken" };
  if (outcome.is !== "challenge") {
    applyOutcome(state, intent, { method, outcome });
    return intent;
  }
  const returnUrl = input.return_url ?? null;
  const token = newId("auth");
  for (const [old, { intent: of }] of state.challenges) if (of === intent.id) state.challenges.delete(old);
  state.challenges.set(token, { intent: intent.id, returnUrl });
  intent.status = "requires_action";
  intent.next_action = {
    type: "redirect_to_url",
    redirect_to_url: { url: `${state.publicUrl}/authenticate/${token}`, return_url: returnUrl },
  };
  recordEvent(state, "payment_intent.requires_action", intent);
  return intent;
}

/**
 * Captures an authorised amount, all or a part; the rest is released. Throws 400 when nothing is authorised or the
 * amount is too high.
 */
export function captureIntent(state: StripeState, id: string, amount?: number): Intent {
  const intent = findObject(state, "payment_intent", id);
  if (intent.status !== "requires_capture") throw toUnexpectedState(intent, "captured");
  const capturedAmount = amount ?? intent.amount_capturable;
  if (capturedAmount > intent.amount_capturable)
    throw toInvalid(`The amount to capture (${capturedAmount}) is more than is held (${intent.amount_capturable}).`, {
      code: "amount_too_large",
      param: "amount_to_capture",
    });
  const charge = findObject(state, "charge", intent.latest_charge ?? "");
  charge.captured = true;
  charge.amount_captured = capturedAmount;
  intent.status = "succeeded";
  intent.amount_capturable = 0;
  intent.amount_received = capturedAmount;
  for (const session of state.rows["checkout.session"].values())
    if (session.payment_intent === id) session.payment_status = "paid";
  recordEvent(state, "charge.captured", charge);
  recordEvent(state, "payment_intent.succeeded", intent);
  return intent;
}

/**
 * Cancels an unpaid intent and releases its authorisation. Throws 400 when it is paid, ended or of an open Checkout.
 */
export function cancelIntent(
  state: StripeState,
  id: string,
  { reason, byCheckout = false }: { reason?: string | undefined; byCheckout?: boolean | undefined } = {},
): Intent {
  const intent = findObject(state, "payment_intent", id);
  if (intent.status === "succeeded" || intent.status === "canceled") throw toUnexpectedState(intent, "canceled");
  const sessions = [...state.rows["checkout.session"].values()];
  if (!byCheckout && sessions.some((s) => s.payment_intent === id && s.status === "open"))
    throw toInvalid("This PaymentIntent belongs to an open Checkout Session; expire the session instead.", {
      code: "payment_intent_unexpected_state",
    });
  const charge = intent.status === "requires_capture" ? findObject(state, "charge", intent.latest_charge ?? "") : null;
  intent.status = "canceled";
  intent.amount_capturable = 0;
  intent.next_action = null;
  intent.canceled_at = getNow(state);
  intent.cancellation_reason = reason ?? null;
  if (charge) {
    charge.refunded = true;
    charge.amount_refunded = charge.amount;
  }
  recordEvent(state, "payment_intent.canceled", intent);
  return intent;
}
