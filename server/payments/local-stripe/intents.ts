import type { z } from "zod";
import type { inputs } from "./api-schema";
import { type CardOutcome, outcomeOf } from "./cards";
import { paymentMethodOf } from "./customers";
import { assertEnough, invalid, Refusal } from "./rules";
import type { Charge, Intent, PaymentMethod } from "./schema";
import { happened } from "./events";
import { born, find, newId, nowOf, type World } from "./state";

type Create = Omit<z.infer<typeof inputs.intent>, "expand" | "confirm" | "return_url">;
type Update = z.infer<typeof inputs.intentUpdate>;

/** 400 `payment_intent_unexpected_state`: the intent is past this. */
const unexpected = (intent: Intent, doing: string): Refusal =>
  invalid(`This PaymentIntent could not be ${doing} because it has a status of ${intent.status}.`, {
    code: "payment_intent_unexpected_state",
    payment_intent: structuredClone(intent),
  });

/** A new PaymentIntent, not confirmed yet. Throws for too small an amount, an unknown customer or payment method. */
export function createIntent(world: World, given: Create): Intent {
  if (given.customer) find(world, "customer", given.customer, "customer");
  assertEnough(given.amount, given.currency);
  const method = given.payment_method ? paymentMethodOf(world, given.payment_method) : null;
  const base = born(world, "pi");
  const intent: Intent = {
    ...base,
    object: "payment_intent",
    amount: given.amount,
    amount_capturable: 0,
    amount_received: 0,
    currency: given.currency.toLowerCase(),
    customer: given.customer ?? null,
    description: given.description ?? null,
    receipt_email: given.receipt_email ?? null,
    capture_method: given.capture_method ?? "automatic_async",
    allowed_payment_method_types: given.allowed_payment_method_types ?? null,
    payment_method_types: given.allowed_payment_method_types ?? ["card"],
    payment_method: method?.id ?? null,
    client_secret: `${base.id}_secret_${newId("s").slice(2)}`,
    status: method ? "requires_confirmation" : "requires_payment_method",
    latest_charge: null,
    next_action: null,
    last_payment_error: null,
    canceled_at: null,
    cancellation_reason: null,
    metadata: { ...given.metadata },
  };
  world.rows.payment_intent.set(intent.id, intent);
  happened(world, "payment_intent.created", intent);
  return intent;
}

/** Changes an intent that is not paid yet. Throws 400 when it is past that. */
export function updateIntent(world: World, id: string, given: Update): Intent {
  const intent = find(world, "payment_intent", id);
  const { amount, customer, description, receipt_email, metadata, payment_method } = given;
  const open = intent.status === "requires_payment_method" || intent.status === "requires_confirmation";
  if (!open && (amount !== undefined || payment_method !== undefined || customer !== undefined))
    throw unexpected(intent, "updated");
  if (customer !== undefined) intent.customer = find(world, "customer", customer, "customer").id;
  if (payment_method !== undefined) {
    intent.payment_method = paymentMethodOf(world, payment_method).id;
    intent.status = "requires_confirmation";
  }
  if (amount !== undefined) {
    assertEnough(amount, intent.currency);
    intent.amount = amount;
  }
  if (description !== undefined) intent.description = description || null;
  if (receipt_email !== undefined) intent.receipt_email = receipt_email || null;
  Object.assign(intent.metadata, metadata);
  return intent;
}

function chargeOf(world: World, intent: Intent, method: PaymentMethod, failed?: CardOutcome): Charge {
  const captured = !failed && intent.capture_method !== "manual";
  const declined = failed?.is === "declined" ? failed : null;
  const face = method.card_present ? { card_present: method.card_present } : method.card ? { card: method.card } : {};
  const charge: Charge = {
    ...born(world, "ch"),
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
  world.rows.charge.set(charge.id, charge);
  intent.latest_charge = charge.id;
  return charge;
}

/** Writes down that the payer's bank or card said no, and returns the 402 of it. */
export function refusedByCard(
  world: World,
  intent: Intent,
  error: Omit<NonNullable<Intent["last_payment_error"]>, "type">,
): Refusal {
  intent.last_payment_error = { type: "card_error", ...error };
  intent.status = "requires_payment_method";
  intent.payment_method = null;
  intent.next_action = null;
  happened(world, "payment_intent.payment_failed", intent);
  return new Refusal(402, { ...intent.last_payment_error, payment_intent: structuredClone(intent) });
}

/** Ends an attempt with a taken or a declined card. Throws 402 for the latter; what happened is kept. */
export function settle(world: World, intent: Intent, method: PaymentMethod, outcome: CardOutcome): void {
  intent.next_action = null;
  if (outcome.is === "declined") {
    const charge = chargeOf(world, intent, method, outcome);
    happened(world, "charge.failed", charge);
    const { code, declineCode, message } = outcome;
    const about = { charge: charge.id, payment_method: structuredClone(method) };
    throw refusedByCard(world, intent, { code, decline_code: declineCode, message, ...about });
  }
  const charge = chargeOf(world, intent, method);
  intent.payment_method = method.id;
  intent.last_payment_error = null;
  happened(world, "charge.succeeded", charge);
  if (charge.captured) {
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    happened(world, "payment_intent.succeeded", intent);
  } else {
    intent.status = "requires_capture";
    intent.amount_capturable = intent.amount;
    happened(world, "payment_intent.amount_capturable_updated", intent);
  }
}

/**
 * Tries to take the money: succeeds, waits for 3-D Secure (`requires_action` with our challenge page) or throws 402.
 * Throws 400 when the intent has no payment method, is for a reader or is past confirmation.
 */
export function confirmIntent(
  world: World,
  id: string,
  given: { payment_method?: string | undefined; return_url?: string | undefined },
): Intent {
  const intent = find(world, "payment_intent", id);
  if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status))
    throw unexpected(intent, "confirmed");
  if (!intent.payment_method_types.includes("card"))
    throw invalid("This PaymentIntent takes card_present only; process it on a reader.", { param: "payment_method" });
  const wanted = given.payment_method ?? intent.payment_method;
  if (!wanted)
    throw invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: "payment_intent_unexpected_state",
      payment_intent: structuredClone(intent),
    });
  const method = paymentMethodOf(world, wanted);
  intent.payment_method = method.id;
  const outcome = outcomeOf(world.numbers.get(method.id) ?? "") ?? { is: "taken" };
  if (outcome.is !== "challenge") {
    settle(world, intent, method, outcome);
    return intent;
  }
  const returnUrl = given.return_url ?? null;
  const token = newId("auth");
  for (const [old, { intent: of }] of world.challenges) if (of === intent.id) world.challenges.delete(old);
  world.challenges.set(token, { intent: intent.id, returnUrl });
  intent.status = "requires_action";
  intent.next_action = {
    type: "redirect_to_url",
    redirect_to_url: { url: `${world.publicUrl}/authenticate/${token}`, return_url: returnUrl },
  };
  happened(world, "payment_intent.requires_action", intent);
  return intent;
}

/** Takes held money, all or a part; the rest is let go. Throws 400 when nothing is held or too much is asked. */
export function captureIntent(world: World, id: string, amount?: number): Intent {
  const intent = find(world, "payment_intent", id);
  if (intent.status !== "requires_capture") throw unexpected(intent, "captured");
  const taken = amount ?? intent.amount_capturable;
  if (taken > intent.amount_capturable)
    throw invalid(`The amount to capture (${taken}) is more than is held (${intent.amount_capturable}).`, {
      code: "amount_too_large",
      param: "amount_to_capture",
    });
  const charge = find(world, "charge", intent.latest_charge ?? "");
  charge.captured = true;
  charge.amount_captured = taken;
  intent.status = "succeeded";
  intent.amount_capturable = 0;
  intent.amount_received = taken;
  for (const session of world.rows["checkout.session"].values())
    if (session.payment_intent === id) session.payment_status = "paid";
  happened(world, "charge.captured", charge);
  happened(world, "payment_intent.succeeded", intent);
  return intent;
}

/** Ends an intent that is not paid; held money is let go. Throws 400 when it is paid, ended or of an open Checkout. */
export function cancelIntent(world: World, id: string, reason?: string, byCheckout = false): Intent {
  const intent = find(world, "payment_intent", id);
  if (intent.status === "succeeded" || intent.status === "canceled") throw unexpected(intent, "canceled");
  const sessions = [...world.rows["checkout.session"].values()];
  if (!byCheckout && sessions.some((s) => s.payment_intent === id && s.status === "open"))
    throw invalid("This PaymentIntent belongs to an open Checkout Session; expire the session instead.", {
      code: "payment_intent_unexpected_state",
    });
  const charge = intent.status === "requires_capture" ? find(world, "charge", intent.latest_charge ?? "") : null;
  intent.status = "canceled";
  intent.amount_capturable = 0;
  intent.next_action = null;
  intent.canceled_at = nowOf(world);
  intent.cancellation_reason = reason ?? null;
  if (charge) {
    charge.refunded = true;
    charge.amount_refunded = charge.amount;
  }
  happened(world, "payment_intent.canceled", intent);
  return intent;
}
