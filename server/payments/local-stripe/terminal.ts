import type { z } from "zod";
import type { inputs } from "./api-schema";
import { outcomeOf } from "./cards";
import { createPaymentMethod } from "./customers";
import { settle } from "./intents";
import { invalid, Refusal } from "./rules";
import type { Location, Reader } from "./schema";
import { happened } from "./events";
import { born, find, type World } from "./state";

/** A place where readers stand. */
export function createLocation(world: World, given: z.infer<typeof inputs.location>): Location {
  const { display_name, address, metadata } = given;
  const location: Location = { ...born(world, "tml"), object: "terminal.location", display_name, address };
  Object.assign(location.metadata, metadata);
  world.rows["terminal.location"].set(location.id, location);
  return location;
}

/** A simulated reader at a location. Throws 404 when the location is not known. */
export function createReader(world: World, given: z.infer<typeof inputs.reader>): Reader {
  const base = born(world, "tmr");
  const reader: Reader = {
    ...base,
    object: "terminal.reader",
    label: given.label ?? base.id,
    location: find(world, "terminal.location", given.location, "location").id,
    device_type: "simulated_wisepos_e",
    serial_number: base.id.slice(-8),
    status: "online",
    action: null,
    metadata: { ...given.metadata },
  };
  world.rows["terminal.reader"].set(reader.id, reader);
  return reader;
}

/** Asks a reader for a card. A payment that waits for its card is replaced; it stays unpaid. Throws 400 for a wrong intent. */
export function processIntent(world: World, readerId: string, intentId: string): Reader {
  const reader = find(world, "terminal.reader", readerId, "reader");
  const intent = find(world, "payment_intent", intentId, "payment_intent");
  if (!intent.payment_method_types.includes("card_present"))
    throw invalid("The PaymentIntent must take card_present.", { param: "payment_intent" });
  if (intent.status !== "requires_payment_method" && intent.status !== "requires_confirmation")
    throw invalid(`The PaymentIntent has a status of ${intent.status} and cannot be processed.`, {
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

/** Stops waiting for a card. */
export function cancelAction(world: World, readerId: string): Reader {
  const reader = find(world, "terminal.reader", readerId, "reader");
  if (reader.action?.status === "in_progress") reader.action = null;
  return reader;
}

/** A shopper's test card at the reader: pays the waiting intent, or fails the action. Throws 400 when nothing waits. */
export function presentCard(world: World, readerId: string, number = "4242424242424242"): Reader {
  const reader = find(world, "terminal.reader", readerId, "reader");
  const { action } = reader;
  if (action?.status !== "in_progress") throw invalid("The reader is not waiting for a payment method.");
  const intent = find(world, "payment_intent", action.process_payment_intent.payment_intent);
  const outcome = outcomeOf(number);
  if (!outcome || outcome.is === "challenge")
    throw invalid("This card cannot be presented.", { param: "card_present" });
  if (intent.status !== "requires_payment_method" && intent.status !== "requires_confirmation") {
    Object.assign(action, { status: "failed", failure_code: "intent_invalid_state", failure_message: intent.status });
    happened(world, "terminal.reader.action_failed", reader);
    return reader;
  }
  try {
    settle(world, intent, createPaymentMethod(world, { number }, "card_present"), outcome);
    action.status = "succeeded";
    happened(world, "terminal.reader.action_succeeded", reader);
  } catch (declined) {
    if (!(declined instanceof Refusal) || declined.status !== 402) throw declined;
    const { code = null, message } = declined.body;
    Object.assign(action, { status: "failed", failure_code: code, failure_message: message });
    happened(world, "terminal.reader.action_failed", reader);
  }
  return reader;
}
