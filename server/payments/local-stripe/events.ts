import Stripe from "stripe";
import type { EventRow } from "./schema";
import { getNow, newId, type StripeState } from "./state";

/** Records an event about `object` (as it is now) and hands it to the webhook. */
export function recordEvent(state: StripeState, type: string, object: object): EventRow {
  const event: EventRow = {
    id: newId("evt"),
    object: "event",
    api_version: Stripe.API_VERSION,
    created: getNow(state),
    livemode: false,
    type,
    pending_webhooks: 1,
    request: { ...state.request },
    data: { object: structuredClone(object) },
  };
  state.rows.event.set(event.id, event);
  state.announce(event);
  return event;
}
