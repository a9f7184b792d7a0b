import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { providerEvent } from "@/db/schema/payments";
import { log } from "@/server/platform/log";
import { inTransaction } from "@/server/platform/transaction";
import { atLocalStripe, heardReactions, makePayment, refundsOf } from "@/server/testing/payments";
import { requestRefund } from "../commands";
import { applyGuards, applyPaymentWith } from "../online/apply-provider-state";
import { refreshPayment } from "../online/commands";
import { retrievePayment } from "../online/provider";
import { processRefunds } from "../online/refunds";
import { getPayment } from "../queries";
import type { Payment } from "../schema";
import { getClockOffset } from "./clock-offset";

const { local, client, pageOf, pay, paid, webhookUrl, eventsOf, secret } = atLocalStripe();
afterEach(async () => {
  local().faults.delayMs = 0;
  await db().execute(sql`update clock_offset set shift = '0'`);
});

const alerts: object[] = [];
log().error = ((entry: object) => alerts.push(entry)) as never;

const paidEvents = ["checkout.session.completed", "payment_intent.succeeded"];
const countEvents = async () => (await db().select().from(providerEvent)).length;

test("the same webhook twenty times at once: one effect, every answer 200", async () => {
  const { heard } = heardReactions();
  const p = await paid(await makePayment());
  await client().paymentIntents.list();
  const before = await countEvents();
  await setProviderRefs(p);
  const [id = ""] = await eventsOf(p, ["checkout.session.completed"]);
  expect(await local().webhooks.deliver([id], { copies: 20 })).toEqual(Array.from({ length: 20 }, () => 200));
  expect(heard).toEqual([{ what: "captured", orderId: p.orderId, amountMinor: 9700 }]);
  expect([(await getPayment(p.id)).status, (await countEvents()) - before]).toEqual(["captured", 1]);
});

/** Sets the payment's PaymentIntent, as an earlier refresh would. */
async function setProviderRefs({ id, providerRef }: Payment): Promise<void> {
  const { intentRef } = await retrievePayment(providerRef ?? "");
  await db().execute(sql`update payment set intent_ref = ${intentRef} where id = ${id}`);
}

/** Sends each of the two events of one paid payment twenty times, all at once; returns the outcome. */
async function getOutcome(apply: typeof refreshPayment) {
  const { heard } = heardReactions();
  const p = await paid(await makePayment());
  const ids = paidEvents.flatMap((type) => Array.from({ length: 20 }, () => `evt_${type}_${p.id}`));
  await Promise.all(ids.map((id) => apply(p.id, { id, type: "x", objectRef: p.providerRef ?? "" })));
  const back = (await refundsOf(p.orderId)).length;
  return { status: (await getPayment(p.id)).status, heard: heard.length, back };
}

const applyWith = (guards: Partial<typeof applyGuards>): typeof refreshPayment => {
  const apply = applyPaymentWith({ ...applyGuards, ...guards });
  return async (id, event) => {
    const { providerRef } = await getPayment(id);
    return apply(id, await retrievePayment(providerRef ?? ""), event);
  };
};

test("race: two events twenty times each have one effect; without the guard on the status everything is refunded", async () => {
  const once = { status: "captured", heard: 1, back: 0 };
  expect(await getOutcome(refreshPayment)).toEqual(once);
  // Another process refreshes at the same time.
  expect(await getOutcome(applyWith({}))).toEqual(once);
  // The second event finds the order paid, by this same payment.
  expect(await getOutcome(applyWith({ statusIn: () => sql`true` }))).toEqual({ status: "late", heard: 1, back: 1 });
});

/** All permutations of a list. */
const permutations = <T>(of: T[]): T[][] =>
  of.length < 2 ? [of] : of.flatMap((x, i) => permutations(of.filter((_, j) => j !== i)).map((rest) => [x, ...rest]));

/** All of them in a fault run, a part in every test run. */
const stride = process.env.FAULTS ? 1 : 12;

test(`${Math.ceil(720 / stride)} of 720 orders of six events end the same: paid once, the declined card forgotten, a part given back`, {
  timeout: 1_200_000,
}, async () => {
  const { heard } = heardReactions();
  const p = await makePayment();
  const url = await pageOf(p);
  await pay(url, "4000000000000002");
  await pay(url);
  await refreshPayment(p.id);
  const refundInput = { orderId: p.orderId, amountMinor: 700, reason: "returned" as const, staffId: null };
  const [back] = await inTransaction((tx) => requestRefund(tx, refundInput));
  await processRefunds();
  const types = [
    "payment_intent.payment_failed",
    "charge.succeeded",
    "refund.created",
    "charge.refunded",
    ...paidEvents,
  ];
  const ids = await eventsOf(p, types);
  expect(ids).toHaveLength(6);
  const endings = new Set<string>();
  for (const order of permutations(ids).filter((_, i) => i % stride === 0)) {
    heard.length = 0;
    await db().execute(sql`delete from provider_event`);
    await db().execute(sql`update payment set status = 'open', captured_at = null, failure = null where id = ${p.id}`);
    await db().execute(sql`update customer_order set state = 'awaiting' where id = ${p.orderId}`);
    await db().execute(sql`update refund set status = 'pending', provider_ref = null where id = ${back?.id ?? ""}`);
    const answers = await local().webhooks.deliver(order);
    const { status, failure } = await getPayment(p.id);
    const [r] = await refundsOf(p.orderId);
    endings.add(
      JSON.stringify({ answers, status, failure, refund: r?.status, heard: heard.map((h) => h.what).sort() }),
    );
  }
  const once = { answers: Array(6).fill(200), status: "captured", failure: null, refund: "succeeded" };
  expect([...endings]).toEqual([JSON.stringify({ ...once, heard: ["captured", "refunded"] })]);
});

test("a payment with our metadata from another source is refunded, with an alarm", async () => {
  const { heard } = heardReactions();
  const p = await makePayment();
  await pageOf(p);
  const metadata = { paymentId: p.id, orderId: p.orderId };
  const cheap = await client().paymentIntents.create({
    amount: 101,
    currency: "azn",
    payment_method: "pm_card_visa",
    confirm: true,
    metadata,
  });
  const held = local().webhooks.held.filter((e) => (e.data.object as { id: string }).id === cheap.id);
  await local().webhooks.deliver(held.map((e) => e.id));
  expect([(await getPayment(p.id)).status, heard]).toEqual(["open", []]);
  const { data } = await client().refunds.list({ payment_intent: cheap.id });
  expect(data.map((r) => r.amount)).toEqual([101]);
  expect(alerts.at(-1)).toMatchObject({ alert: "payment_stray", paid: 101 });
});

test("Stripe does not answer: 503, nothing is written, and the event counts when it is sent again", async () => {
  const { heard } = heardReactions();
  const p = await paid(await makePayment());
  const [id = ""] = local()
    .webhooks.held.filter((e) => e.type === "checkout.session.completed")
    .map((e) => e.id)
    .slice(-1);
  local().faults.delayMs = 30_000;
  expect(await local().webhooks.deliver([id])).toEqual([503]);
  local().faults.delayMs = 0;
  expect(heard).toEqual([]);
  expect(await local().webhooks.deliver([id])).toEqual([200]);
  expect(heard).toEqual([{ what: "captured", orderId: p.orderId, amountMinor: 9700 }]);
});

test("events of kinds that move no money, and of others, are acknowledged", async () => {
  heardReactions();
  await client().customers.create({ email: "a@example.com" });
  await client().paymentIntents.create({ amount: 107, currency: "azn", metadata: { paymentId: "not ours" } });
  const ids = local()
    .webhooks.held.slice(-2)
    .map((e) => e.id);
  expect(await local().webhooks.deliver(ids)).toEqual([200, 200]);
});

/** Posts a webhook of our own making; returns the status. */
async function send(body: string, { at = Date.now() / 1000, key = secret, header = "" } = {}) {
  const t = Math.floor(at);
  const v1 = createHmac("sha256", key).update(`${t}.${body}`).digest("hex");
  const headers = { "stripe-signature": header || `t=${t},v1=${v1}` };
  return (await fetch(webhookUrl(), { method: "POST", body, headers })).status;
}
const ignoredEvent = JSON.stringify({
  id: "evt_1",
  type: "customer.created",
  data: { object: { id: "cus_1", object: "customer" } },
});

test("only a body that Stripe signed, recently and within the size limit, is parsed", async () => {
  expect(await send(ignoredEvent)).toBe(200);
  expect(await send(ignoredEvent, { key: "whsec_other" })).toBe(400);
  expect(await send(ignoredEvent, { header: "t=1" })).toBe(400);
  expect(await send(ignoredEvent, { header: "nonsense" })).toBe(400);
  for (const minutes of [-6, 6]) expect(await send(ignoredEvent, { at: Date.now() / 1000 + minutes * 60 })).toBe(400);
  expect(await send("not json")).toBe(400);
  expect(await send(JSON.stringify({ ...JSON.parse(ignoredEvent), x: "x".repeat(256 * 1024) }))).toBe(413);
  expect((await fetch(webhookUrl())).status).toBe(405);
});

test("a clock that is off by more than half a minute raises an alarm; by six minutes it refuses every webhook", async () => {
  await send(ignoredEvent);
  expect(Math.abs(getClockOffset() ?? 99)).toBeLessThan(30);
  alerts.length = 0;
  await db().execute(sql`update clock_offset set shift = '40 seconds'`);
  expect([await send(ignoredEvent), alerts]).toMatchObject([
    200,
    [{ alert: "clock_offset", seconds: expect.closeTo(40, -1) }],
  ]);
  await db().execute(sql`update clock_offset set shift = '6 minutes'`);
  expect([await send(ignoredEvent), getClockOffset()]).toEqual([400, expect.closeTo(360, -1)]);
});
