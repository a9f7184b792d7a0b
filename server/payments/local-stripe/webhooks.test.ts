import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { clientOf, localStripe, type Received } from "@/server/testing/local-stripe";
import { localStripeKey } from "../provider";
import { startLocalStripe } from "./provider";

const { stripe, local, pay, sessionOf, post, card, typesOf, since, shop, secret } = await localStripe();

test("events: each with an id and the object as it was then, listed newest first, by type and by page", async () => {
  const intent = await stripe.paymentIntents.create({ amount: 555, currency: "azn" });
  await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
  expect(typesOf(intent.id, await since())).toEqual(["payment_intent.succeeded", "payment_intent.created"]);
  const [newest] = (await stripe.events.list({ type: "payment_intent.created", limit: 1 })).data;
  expect(newest?.data.object).toMatchObject({ id: intent.id, status: "requires_payment_method" });
  expect((await stripe.events.retrieve(newest?.id ?? "")).id).toBe(newest?.id);
  const seen: string[] = [];
  for await (const event of stripe.events.list({ limit: 3 })) {
    seen.push(event.id);
    if (seen.length === 10) break;
  }
  expect(seen).toEqual((await since()).slice(0, 10).map((event) => event.id));
});

test("webhook: signed so that Stripe's own check accepts it, with the event", async () => {
  const intent = await pay();
  await local.webhooks.settled();
  const events = shop.received.map(({ payload, signature }) =>
    stripe.webhooks.constructEvent(payload, signature, secret),
  );
  expect(typesOf(intent.id, events).sort()).toEqual(["payment_intent.created", "payment_intent.succeeded"]);
  const event = await stripe.events.retrieve(events[0]?.id ?? "");
  expect(event).toMatchObject({ pending_webhooks: 0, api_version: Stripe.API_VERSION });
});

test("webhook: an endpoint with chosen events receives those only; the others are among the events", async () => {
  const received: string[] = [];
  const endpoint = createServer((req, res) => {
    req.on("data", (part) => received.push(JSON.parse(String(part)).type)).on("end", () => res.end());
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  const other = await startLocalStripe({ webhook: { url, secret, events: ["payment_intent.succeeded"] } });
  const client = clientOf(other.url);
  await client.paymentIntents.create({
    amount: 4990,
    currency: "azn",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await other.webhooks.settled();
  expect(received).toEqual(["payment_intent.succeeded"]);
  expect((await client.events.list()).data.map((e) => e.type)).toContain("payment_intent.created");
  await other.close();
  endpoint.close();
});

test("webhook: a changed body, another secret and an old signature are refused", async () => {
  local.webhooks.setMode("hold");
  await pay();
  const [id = ""] = local.webhooks.held.map((event) => event.id);
  await local.webhooks.deliver([id], { age: 301 });
  await local.webhooks.deliver([id]);
  const [old, fresh] = shop.received as [Received, Received];
  const check = ({ payload, signature }: Received, key = secret) =>
    stripe.webhooks.constructEvent(payload, signature, key);
  expect(check(fresh).id).toBe(id);
  expect(() => check({ ...fresh, payload: fresh.payload.replace("4990", "4991") })).toThrow(/signature/i);
  expect(() => check(fresh, "whsec_other")).toThrow(/signature/i);
  expect(() => check(old)).toThrow(/tolerance/i);
});

test("webhook: twenty copies of one event at once", async () => {
  local.webhooks.setMode("hold");
  await pay();
  const [id = ""] = local.webhooks.held.map((event) => event.id);
  expect(await local.webhooks.deliver([id], { copies: 20 })).toEqual(Array.from({ length: 20 }, () => 200));
  expect(shop.received.map(({ payload }) => JSON.parse(payload).id)).toEqual(Array.from({ length: 20 }, () => id));
});

test("webhook: late and in any order", async () => {
  local.webhooks.setMode("hold");
  const paid = await pay();
  await stripe.refunds.create({ payment_intent: paid.id });
  const ids = local.webhooks.held.map((event) => event.id).reverse();
  expect(shop.received).toEqual([]);
  await local.webhooks.deliver(ids);
  expect(shop.received.map(({ payload }) => JSON.parse(payload).id)).toEqual(ids);
  expect(ids.length).toBe(5);
});

test("webhook: an event that is never sent is still among the events", async () => {
  local.webhooks.setMode("lose");
  const paid = await pay();
  await local.webhooks.settled();
  expect(shop.received).toEqual([]);
  expect(typesOf(paid.id, await since())).toContain("payment_intent.succeeded");
});

test("webhook: refused by the endpoint, it is sent again", async () => {
  shop.answers = [500];
  await stripe.customers.create({ email: "again@example.com" });
  await expect.poll(() => shop.received.length, { timeout: 10_000 }).toBe(2);
  expect(shop.received[0]?.payload.match(/evt_\w+/)?.[0]).toBe(shop.received[1]?.payload.match(/evt_\w+/)?.[0]);
});

test("another process moves the clock and sends events through /_local", async () => {
  const callControl = async (call: string, fields: Record<string, string> = {}) => {
    const [method = "", where = ""] = call.split(" ");
    const body = method === "POST" ? { body: new URLSearchParams(fields) } : {};
    const headers = { Authorization: `Bearer ${localStripeKey}` };
    return (await fetch(`${local.url}/_local/${where}`, { method, headers, ...body })).json();
  };
  await callControl("POST webhooks", { mode: "hold" });
  const session = await sessionOf();
  await callControl("POST clock", { advance: String(24 * 60 * 60) });
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
  expect((await post(session.url, card("4242424242424242"))).status).toBe(410);
  const { held } = await callControl("GET webhooks");
  const expiry = held.filter((event: { type: string }) => event.type === "checkout.session.expired").at(-1);
  expect(await callControl("POST deliver", { "ids[]": expiry.id, copies: "3" })).toEqual({ statuses: [200, 200, 200] });
  expect(
    typesOf(
      session.id,
      shop.received.map(({ payload }) => JSON.parse(payload)),
    ),
  ).toHaveLength(3);
  expect((await callControl("POST nonsense")).error.type).toBe("invalid_request_error");
});
