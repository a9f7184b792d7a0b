import { createHmac } from "node:crypto";
import { toInvalid } from "./rules";
import type { EventRow } from "./schema";
import { findObject, getNow, type StripeState } from "./state";

/** Where events are sent, the signing secret, and the chosen events; by default all. */
export type WebhookTarget = { url: string; secret: string; events?: readonly string[] };
/** now: sent at once and again when refused; hold: kept until requested; lose: never sent. */
export type WebhookMode = "now" | "hold" | "lose";
type Attempt = { event: string; type: string; status: number | null };
type Delivery = { copies?: number; age?: number };

/** Seconds until a refused webhook is sent again; Stripe continues for three days. */
const retryDelays = [1, 4, 15, 60, 240];

/** `Stripe-Signature` of a payload: HMAC-SHA-256 over `t.payload`, see https://docs.stripe.com/webhooks/signature. */
function signPayload(payload: string, secret: string, at: number): string {
  const v1 = createHmac("sha256", secret).update(`${at}.${payload}`, "utf8").digest("hex");
  return `t=${at},v1=${v1}`;
}

/** Creates the sender of a state's events to one endpoint; `now` until another mode is set. */
export function createWebhookSender(state: StripeState, target: WebhookTarget | undefined) {
  const attempts: Attempt[] = [];
  const held: EventRow[] = [];
  const inFlight = new Set<Promise<unknown>>();
  const timers = new Set<NodeJS.Timeout>();
  let mode: WebhookMode = "now";

  async function post(event: EventRow, age = 0): Promise<number | null> {
    if (!target) return null;
    const payload = JSON.stringify(event);
    const headers = {
      "Content-Type": "application/json; charset=utf-8",
      "Stripe-Signature": signPayload(payload, target.secret, getNow(state) - age),
      "User-Agent": "Stripe/1.0 (local)",
    };
    const signal = AbortSignal.timeout(20_000);
    const status = await fetch(target.url, { method: "POST", body: payload, headers, redirect: "manual", signal }).then(
      async (res) => {
        await res.arrayBuffer();
        return res.status;
      },
      () => null,
    );
    attempts.push({ event: event.id, type: event.type, status });
    if (status !== null && status < 300) event.pending_webhooks = 0;
    return status;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work);
    void work.finally(() => inFlight.delete(work));
    return work;
  }

  async function sendNow(event: EventRow, tries = 0): Promise<void> {
    const status = await post(event);
    const wait = retryDelays[tries];
    if ((status !== null && status < 300) || wait === undefined) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void track(sendNow(event, tries + 1));
    }, wait * 1000);
    timer.unref();
    timers.add(timer);
  }

  state.announce = (event) => {
    if (!target || target.events?.includes(event.type) === false) event.pending_webhooks = 0;
    else if (mode === "hold") held.push(event);
    else if (mode === "now") void track(sendNow(event));
  };

  return {
    attempts,
    held,
    /** Sets the mode of future events. */
    setMode: (next: WebhookMode): void => {
      mode = next;
    },
    /**
     * Sends these events, one after the other in this order, each `copies` times at once, with a signature `age`
     * seconds old. Resolves to the endpoint's statuses (null: no answer). Throws 400 without an endpoint, 404 for an
     * unknown event.
     */
    deliver: async (ids: readonly string[], { copies = 1, age = 0 }: Delivery = {}): Promise<(number | null)[]> => {
      if (!target) throw toInvalid("No webhook endpoint is set.");
      const statuses: (number | null)[] = [];
      for (const event of ids.map((id) => findObject(state, "event", id))) {
        const at = held.indexOf(event);
        if (at >= 0) held.splice(at, 1);
        statuses.push(...(await track(Promise.all(Array.from({ length: copies }, () => post(event, age))))));
      }
      return statuses;
    },
    /** Resolves when nothing is being sent; does not wait for later retries. */
    settled: async (): Promise<void> => {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
    stop: (): void => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
