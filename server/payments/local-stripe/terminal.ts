import type { z } from "zod";
import type { inputs } from "./api-schema";
import { findOutcome } from "./cards";
import { createPaymentMethod } from "./customers";
import { recordEvent } from "./events";
import { applyOutcome } from "./intents";
import { Refusal, toInvalid } from "./rules";
import type { Location, Reader } from "./schema";
import { findObject, newObjectBase, type StripeState } from "./state";

/** Creates a location of readers. */
export function createLocation(state: StripeState, input: z.infer<typeof inputs.location>): Location {
  const { display_name, address, metadata } = input;
  const location: Location = { ...newObjectBase(state, "tml"), object: "terminal.location", display_name, address };
  Object.assign(location.metadata, metadata);
  state.rows["terminal.location"].set(location.id, location);
  return location;
}

/** Creates a simulated reader at a location. Throws 404 when the location is not known. */
export function createReader(state: StripeState, input: z.infer<typeof inputs.reader>): Reader {
  const base = newObjectBase(state, "tmr");
  const reader: Reader = {
    ...base,
    object: "terminal.reader",
    label: input.label ?? base.id,
    location: findObject(state, "terminal.location", input.location, "location").id,
    device_type: "simulated_wisepos_e",
    serial_number: base.id.slice(-8),
    status: "online",
    action: null,
    metadata: { ...input.metadata },
  };
  state.rows["terminal.reader"].set(reader.id, reader);
  return reader;
}

/**
 * Starts a payment at a reader. A payment that waits for its card is replaced; it stays unpaid. Throws 400 for a wrong
 * intent.
 */
export function processIntent(state: StripeState, readerId: string, intentId: string): Reader {
  const reader = findObject(state, "terminal.reader", readerId, "reader");
  const intent = findObject(state, "payment_intent", intentId, "payment_intent");
  if (!intent.payment_method_types.includes("card_present"))
    throw toInvalid("The PaymentIntent must take card_present.", { param: "payment_intent" });
  if (intent.status !== "requires_payment_method" && intent.status !== "requires_confirmation")
    throw toInvalid(`The PaymentIntent has a status of ${intent.status} and cannot be processed.`, {
      code: "intent_invalid_state",
      param: "payment_intent",
    });
  reader.action = {
    type: "process_payment_intent",
    status: "in_progress",
    failure_code: null,
    failure_message: null,
    process_payment_intent: { payment_intent: intent.id },
  };
  return reader;
}

/** Cancels the reader's action. */
export function cancelAction(state: StripeState, readerId: string): Reader {
  const reader = findObject(state, "terminal.reader", readerId, "reader");
  if (reader.action?.status === "in_progress") reader.action = null;
  return reader;
}

/**
 * Presents a shopper's test card to the reader: pays the waiting intent, or fails the action. Throws 400 when nothing
 * waits.
 */
export function presentCard(state: StripeState, readerId: string, number = "4242424242424242"): Reader {
  const reader = findObject(state, "terminal.reader", readerId, "reader");
  const { action } = reader;
  if (action?.status !== "in_progress") throw toInvalid("The reader is not waiting for a payment method.");
  const intent = findObject(state, "payment_intent", action.process_payment_intent.payment_intent);
  const outcome = findOutcome(number);
  if (!outcome || outcome.is === "challenge")
    throw toInvalid("This card cannot be presented.", { param: "card_present" });
  if (intent.status !== "requires_payment_method" && intent.status !== "requires_confirmation") {
    Object.assign(action, { status: "failed", failure_code: "intent_invalid_state", failure_message: intent.status });
    recordEvent(state, "terminal.reader.action_failed", reader);
    return reader;
  }
  try {
    applyOutcome(state, intent, { method: createPaymentMethod(state, { number }, "card_present"), outcome });
    action.status = "succeeded";
    recordEvent(state, "terminal.reader.action_succeeded", reader);
  } catch (declined) {
    if (!(declined instanceof Refusal) || declined.status !== 402) throw declined;
    const { code = null, message } = declined.body;
    Object.assign(action, { status: "failed", failure_code: code, failure_message: message });
    recordEvent(state, "terminal.reader.action_failed", reader);
  }
  return reader;
}
