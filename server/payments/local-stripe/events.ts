import Stripe from "stripe";
import type { EventRow } from "./schema";
import { newId, nowOf, type World } from "./state";

/** Writes down that something happened to `object` (as it is now) and hands the event to the webhook. */
export function happened(world: World, type: string, object: object): EventRow {
  const event: EventRow = {
    id: newId("evt"),
    object: "event",
    api_version: Stripe.API_VERSION,
    created: nowOf(world),
    livemode: false,
    type,
    pending_webhooks: 1,
    request: { ...world.request },
    data: { object: structuredClone(object) },
  };
  world.rows.event.set(event.id, event);
  world.announce(event);
  return event;
}
