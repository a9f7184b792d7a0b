import { expect, test } from "vitest";
import { localStripe } from "@/server/testing/local-stripe";

const { stripe, refusal, sessionOf, post, card } = await localStripe();

test("Checkout: prices given in the call, a lifetime of half an hour to a day", async () => {
  const soon = Math.floor(Date.now() / 1000) + 31 * 60;
  const session = await sessionOf({ expires_at: soon, client_reference_id: "o1", expand: ["line_items"] });
  expect(session).toMatchObject({ status: "open", payment_status: "unpaid", amount_total: 9700, expires_at: soon });
  expect(session.line_items?.data.map((line) => [line.description, line.amount_total])).toEqual([
    ["Şal <script>", 9000],
    ["Доставка", 700],
  ]);
  expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toHaveLength(2);
  expect((await refusal(sessionOf({ expires_at: soon - 1200 }))).param).toBe("expires_at");
});

test("Checkout: currencies do not mix", async () => {
  const price = (currency: string) => ({ currency, unit_amount: 1, product_data: { name: "x" } });
  const line_items = ["azn", "eur"].map((currency) => ({ quantity: 1, price_data: price(currency) }));
  expect((await refusal(sessionOf({ line_items }))).param).toBe("line_items");
});

test("Checkout: its page says test mode, escapes names, and its form pays", async () => {
  const session = await sessionOf({ payment_intent_data: { metadata: { order: "o2" } } });
  const html = await (await fetch(session.url ?? "")).text();
  expect(html).toContain("Test mode");
  expect(html).toContain("Şal &lt;script&gt;");
  expect(html).not.toContain("<script>");
  expect(html).toContain("97.00 AZN");
  expect(html).toContain('href="http://127.0.0.1:9/cart"');
  const paid = await post(session.url, card("4242 4242 4242 4242"));
  expect([paid.status, paid.headers.get("location")]).toEqual([303, `http://127.0.0.1:9/paid?session=${session.id}`]);
  const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent.latest_charge"] });
  expect(after).toMatchObject({ status: "complete", payment_status: "paid", url: null });
  expect(after.customer_details?.email).toBe("aygun@example.com");
  expect(after.payment_intent).toMatchObject({
    metadata: { order: "o2" },
    latest_charge: { amount: 9700, paid: true },
  });
});

test("Checkout: pressing Pay twice charges once", async () => {
  const session = await sessionOf();
  const both = await Promise.all([1, 2].map(() => post(session.url, card("4242424242424242"))));
  expect(both.map((res) => res.status)).toEqual([303, 303]);
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  expect((await stripe.charges.list({ payment_intent: String(payment_intent) })).data).toHaveLength(1);
});

test("Checkout: a declined card leaves it open for another", async () => {
  const session = await sessionOf();
  const declined = await post(session.url, card("4000000000000002"));
  expect([declined.status, await declined.text()]).toEqual([402, expect.stringContaining("Your card was declined.")]);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  expect((await post(session.url, card("4242424242424242"))).status).toBe(303);
});

test("Checkout: 3-D Secure in between", async () => {
  const session = await sessionOf();
  const toChallenge = (await post(session.url, card("4000000000003220"))).headers.get("location");
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  const back = await post(toChallenge, { result: "complete" });
  expect(back.headers.get("location")).toContain(`/paid?session=${session.id}`);
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
});

test("Checkout: an authorised payment is not paid until it is captured", async () => {
  const session = await sessionOf({ payment_intent_data: { capture_method: "manual" } });
  await post(session.url, card("4242424242424242"));
  const held = await stripe.checkout.sessions.retrieve(session.id);
  expect(held).toMatchObject({ status: "complete", payment_status: "unpaid" });
  await stripe.paymentIntents.capture(String(held.payment_intent));
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
});

test("Checkout: expired by the shop, it cannot be paid, expired again or passed at the bank", async () => {
  const session = await sessionOf();
  const toChallenge = (await post(session.url, card("4000000000003220"))).headers.get("location");
  expect((await stripe.checkout.sessions.expire(session.id)).status).toBe("expired");
  const late = await post(session.url, card("4242424242424242"));
  expect([late.status, await late.text()]).toEqual([410, expect.stringContaining("expired")]);
  expect((await post(toChallenge, { result: "complete" })).status).toBe(410);
  expect((await refusal(stripe.checkout.sessions.expire(session.id))).statusCode).toBe(400);
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  expect((await stripe.paymentIntents.retrieve(String(payment_intent))).status).toBe("canceled");
});

test("Checkout: a paid session cannot be expired", async () => {
  const session = await sessionOf();
  await post(session.url, card("4242424242424242"));
  expect((await refusal(stripe.checkout.sessions.expire(session.id))).statusCode).toBe(400);
});
