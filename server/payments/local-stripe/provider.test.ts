import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { clientOf, localStripe, settings } from "@/server/testing/local-stripe";
import { getStripe as configured } from "../provider";
import { startLocalStripe } from "./provider";

const { stripe, local, refusal, pay } = await localStripe();

test("customer: created, read, changed, found by e-mail, deleted", async () => {
  const customer = await stripe.customers.create({ email: "leyla@example.com", metadata: { order: "7", "a b": "ə" } });
  await stripe.customers.update(customer.id, { name: "Leyla", metadata: { shop: "1" } });
  const read = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
  expect(read).toMatchObject({ name: "Leyla", metadata: { order: "7", "a b": "ə", shop: "1" } });
  expect((await stripe.customers.list({ email: "leyla@example.com" })).data.map((c) => c.id)).toEqual([customer.id]);
  expect(await stripe.customers.del(customer.id)).toMatchObject({ deleted: true });
  expect((await refusal(stripe.customers.retrieve(customer.id))).code).toBe("resource_missing");
});

test("idempotency: the same key and call get the first answer and one effect, at once or later", async () => {
  const idempotencyKey = `replay-${process.pid}`;
  const call = () =>
    stripe.paymentIntents.create(
      { amount: 333, currency: "azn", payment_method: "pm_card_visa", confirm: true, metadata: { replay: "1" } },
      { idempotencyKey },
    );
  const all = await Promise.all(Array.from({ length: 20 }, call));
  all.push(await call());
  expect(new Set(all.map((intent) => intent.id)).size).toBe(1);
  expect(all.at(-1)?.lastResponse.headers["idempotent-replayed"]).toBe("true");
  const every = await stripe.paymentIntents.list({ limit: 100 });
  expect(every.data.filter((intent) => intent.metadata.replay === "1")).toHaveLength(1);
});

test("idempotency: a declined card is declined again by its key", async () => {
  const call = () =>
    stripe.paymentIntents.create(
      { amount: 101, currency: "azn", payment_method: "pm_card_chargeDeclined", confirm: true },
      { idempotencyKey: "declined-1" },
    );
  const first = await refusal(call());
  const second = await refusal(call());
  expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
});

test("idempotency: the same key with other parameters, or for another call, is refused", async () => {
  const idempotencyKey = "reused-1";
  const { id } = await stripe.paymentIntents.create({ amount: 100, currency: "azn" }, { idempotencyKey });
  const other = await refusal(stripe.paymentIntents.create({ amount: 101, currency: "azn" }, { idempotencyKey }));
  expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(other.rawType).toBe("idempotency_error");
  expect((await refusal(stripe.paymentIntents.cancel(id, {}, { idempotencyKey }))).rawType).toBe("idempotency_error");
});

test("idempotency: after a lost answer the call is repeated, with one effect", async () => {
  local.faults.loseAnswers = 1;
  const intent = await pay({ metadata: { lost: "1" } });
  expect(intent.lastResponse.headers["idempotent-replayed"]).toBe("true");
  const every = await stripe.paymentIntents.list({ limit: 100 });
  expect(every.data.filter((one) => one.metadata.lost === "1").map((one) => one.id)).toEqual([intent.id]);
});

test("an unknown call is refused with an error body, so that the client rejects", async () => {
  const err = await refusal(stripe.rawRequest("GET", "/v1/nonsense"));
  expect(err).toMatchObject({ statusCode: 404, rawType: "invalid_request_error" });
  expect(err.message).toContain("Unrecognized request URL (GET: /v1/nonsense)");
  expect((await refusal(stripe.subscriptions.list())).statusCode).toBe(404);
});

test("an unknown id is 404 resource_missing", async () => {
  for (const call of [
    stripe.paymentIntents.retrieve("pi_none"),
    stripe.checkout.sessions.retrieve("cs_none"),
    stripe.refunds.retrieve("re_none"),
    stripe.events.retrieve("evt_none"),
  ])
    expect(await refusal(call)).toMatchObject({ statusCode: 404, code: "resource_missing" });
  expect((await fetch(`${local.url}/c/pay/cs_none`)).status).toBe(404);
});

test("an unknown parameter, a missing one and an impossible expansion are refused by name", async () => {
  const odd = { amount: 101, currency: "azn", colour: "red" };
  expect(await refusal(stripe.paymentIntents.create(odd))).toMatchObject({
    code: "parameter_unknown",
    param: "colour",
  });
  const none = { amount: 1 } as Stripe.PaymentIntentCreateParams;
  expect(await refusal(stripe.paymentIntents.create(none))).toMatchObject({
    param: "currency",
    code: "parameter_missing",
  });
  expect((await refusal(stripe.events.list({ expand: ["data.nothing"] }))).message).toContain("cannot be expanded");
});

test("a wrong key and no key are 401", async () => {
  const { hostname: host, port } = new URL(local.url);
  const stranger = new Stripe("sk_test_stranger", { host, port, protocol: "http" });
  const err = await refusal(stranger.paymentIntents.list());
  expect(err).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  expect(err.message).not.toContain("sk_test_stranger");
  expect((await fetch(`${local.url}/v1/events`)).status).toBe(401);
  expect((await fetch(`${local.url}/_local/webhooks`)).status).toBe(401);
});

test("after a slow answer the client times out, and the effect is there", async () => {
  Object.assign(local.faults, { delayMs: 60_000, delay: "after" });
  const call = stripe.paymentIntents.create(
    { amount: 177, currency: "azn", metadata: { slow: "1" } },
    { timeout: 200, maxNetworkRetries: 0 },
  );
  expect(await refusal(call)).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  Object.assign(local.faults, { delayMs: 0 });
  const { data } = await stripe.paymentIntents.list({ limit: 1 });
  expect(data[0]).toMatchObject({ amount: 177, metadata: { slow: "1" } });
});

test("kept in a file, payments and keys survive a restart", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "local-stripe-"));
  const file = path.join(folder, "stripe.json");
  const idempotencyKey = "over-a-restart";
  try {
    const before = await startLocalStripe({ file });
    const paid = await clientOf(before.url).paymentIntents.create(
      { amount: 900, currency: "azn", payment_method: "pm_card_visa", confirm: true },
      { idempotencyKey },
    );
    await before.close();
    const after = await startLocalStripe({ file });
    const client = clientOf(after.url);
    const again = await client.paymentIntents.create(
      { amount: 900, currency: "azn", payment_method: "pm_card_visa", confirm: true },
      { idempotencyKey },
    );
    expect(again.id).toBe(paid.id);
    expect((await client.refunds.create({ payment_intent: paid.id })).amount).toBe(900);
    expect((await client.events.list({ type: "payment_intent.succeeded" })).data).toHaveLength(1);
    await after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the setting decides: a key uses Stripe, demo and tests use the local one, anything else has none", () => {
  const keyed = configured(settings(local.url, { STRIPE_SECRET_KEY: "sk_live_x", demo: true }));
  expect([keyed?.getApiField("host"), keyed?.getApiField("protocol")]).toEqual(["api.stripe.com", "https"]);
  expect(configured(settings(local.url))?.getApiField("host")).toBe("127.0.0.1");
  expect(configured(settings(local.url, { NODE_ENV: "production", demo: true }))?.getApiField("host")).toBe(
    "127.0.0.1",
  );
  expect(configured(settings(local.url, { NODE_ENV: "production" }))).toBeNull();
  expect(configured(settings(undefined, { demo: true }))).toBeNull();
});
