import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { webhookGuards } from "@/server/payments/webhook/router";
import { env } from "@/server/platform/env";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { askFrom, startMutant, type Target } from "./target";

const from = "127.0.16.1";
const minute = 60;

/** An event as Stripe writes it, about a customer: it moves no money, so that an honest one is only acknowledged. */
const buildEvent = (more: object = {}) =>
  JSON.stringify({
    id: `evt_${randomUUID()}`,
    type: "customer.updated",
    data: { object: { id: "cus_1", object: "customer" } },
    ...more,
  });

const sign = (payload: string, { age = 0, secret = env().STRIPE_WEBHOOK_SECRET ?? "" } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(Date.now() / 1000) - age });

type SignedEvent = { body: string; signature: string | null };

async function postEvent(target: Target, { body, signature }: SignedEvent): Promise<number> {
  const headers = { "content-type": "application/json", ...(signature ? { "stripe-signature": signature } : {}) };
  const path = "/api/stripe/webhook";
  // A server that refuses early closes the connection under a sender who does not listen.
  return askFrom(target, { from, path, method: "POST", headers, body }).then(
    (answer) => answer.status,
    () => 413,
  );
}

/** Every forgery, with the body that goes with it. */
function listForgeries(): Record<string, SignedEvent> {
  const body = buildEvent();
  const right = sign(body);
  const large = buildEvent({ padding: "x".repeat(300 * 1024) });
  return {
    "without a signature": { body, signature: null },
    "signed by somebody else": { body, signature: sign(body, { secret: "whsec_somebody_else" }) },
    "changed after it was signed": {
      body: body.replace("customer.updated", "payment_intent.succeeded"),
      signature: right,
    },
    "of an older scheme": { body, signature: right.replace("v1=", "v0=") },
    "with another time than was signed": {
      body,
      signature: right.replace(/t=\d+/, (t) => `t=${Number(t.slice(2)) + 1}`),
    },
    "replayed after six minutes": { body, signature: sign(body, { age: 6 * minute }) },
    "dated six minutes ahead": { body, signature: sign(body, { age: -6 * minute }) },
    "of 300 kB": { body: large, signature: sign(large) },
  };
}

/** A16: forged, replayed, oversized and future-dated webhooks; then an honest one, which must still be heard. */
async function run(target: Target) {
  const through: string[] = [];
  const tries = Object.entries(listForgeries());
  for (const [name, sent] of tries) {
    const status = await postEvent(target, sent);
    if (status !== 400 && status !== 413) through.push(`${name}: ${status}`);
  }
  const body = buildEvent();
  const honest = await postEvent(target, { body, signature: sign(body) });
  if (honest !== 200) throw new Error(`an honest webhook was answered ${honest}`);
  return through.length > 0
    ? reportLetThrough(through.join(", "))
    : reportRefused(`${tries.length} of ${tries.length} forgeries`);
}

registerAttack({
  id: "A16",
  title: "forged, replayed, oversized and future-dated webhooks",
  run,
  mutants: {
    "the signature": () => startMutant({ webhook: { ...webhookGuards, isSigned: () => true } }),
    "the signature's age": () => startMutant({ webhook: { ...webhookGuards, isFresh: () => true } }),
    "the limit of its size": () => startMutant({ webhook: { ...webhookGuards, maxBytes: 10 * 2 ** 20 } }),
  },
});
