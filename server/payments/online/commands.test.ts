import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import {
  addPayment,
  atLocalStripe,
  heardReactions,
  makePayment,
  payable,
  paymentsOf,
  refundsOf,
} from "@/server/testing/payments";
import { getPayment } from "../queries";
import { cancelCheckoutSession, createCheckoutSession, refreshPayment } from "./commands";

const { local, client, page, pageOf, pay, paid } = atLocalStripe();

beforeEach(() => {
  Object.assign(local().faults, { delayMs: 0, loseAnswers: 0 });
});

test("a payment has one page, however often it is requested and in whichever language", async () => {
  const p = await makePayment();
  const languages = ["en", "ru", "en", "az"] as const;
  const found = await payable(p.id);
  const urls = await Promise.all(
    languages.map((locale) => createCheckoutSession(found, { ...page(9700), locale }).then((s) => s.url)),
  );
  expect(new Set([...urls, await pageOf(p)]).size).toBe(1);
  const sessions = await client().checkout.sessions.list({ limit: 100 });
  const open = sessions.data.filter((s) => s.metadata?.paymentId === p.id && s.status === "open");
  expect(open.map((s) => s.id)).toEqual([(await getPayment(p.id)).providerRef]);
});

test("paid: captured once, whoever refreshes it and however often", async () => {
  const { heard } = heardReactions();
  const p = await paid(await makePayment());
  expect(p.status).toBe("open");
  const all = await Promise.all(Array.from({ length: 5 }, () => refreshPayment(p.id)));
  expect(all.map((a) => a.status)).toEqual(Array.from({ length: 5 }, () => "captured"));
  expect(heard).toEqual([{ what: "captured", orderId: p.orderId, amountMinor: 9700 }]);
  await expect(createCheckoutSession(await payable(p.id), page(9700))).rejects.toMatchObject({
    appCode: "ALREADY_PAID",
  });
  expect(await cancelCheckoutSession(p.id)).toBe("captured");
});

test("a declined card leaves it open with the reason", async () => {
  const { heard } = heardReactions();
  const p = await makePayment();
  await pay(await pageOf(p), "4000000000000002");
  expect(await refreshPayment(p.id)).toMatchObject({ status: "open" });
  expect(await getPayment(p.id)).toMatchObject({ failure: "card_declined", intentRef: expect.stringMatching(/^pi_/) });
  expect(heard).toEqual([]);
});

test("cancelled: with a page, without one; a payment that was faster stays captured", async () => {
  const { heard } = heardReactions();
  const withPage = await makePayment();
  const without = await makePayment();
  const url = await pageOf(withPage);
  expect(await cancelCheckoutSession(withPage.id)).toBe("expired");
  expect(await pay(url)).toBe(410);
  expect(await cancelCheckoutSession(without.id)).toBe("expired");
  await expect(pageOf(without)).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  const first = await paid(await makePayment());
  expect(await cancelCheckoutSession(first.id)).toBe("captured");
  expect(heard.map((h) => h.what)).toEqual(["expired", "expired", "captured"]);
});

test("a page that is created while the payment is cancelled is returned to nobody", async () => {
  heardReactions();
  const p = await makePayment();
  const [created, ended] = await Promise.allSettled([pageOf(p), cancelCheckoutSession(p.id)]);
  expect(ended).toMatchObject({ value: "expired" });
  if (created.status === "fulfilled") expect(await pay(created.value)).toBe(410);
  const sessions = await client().checkout.sessions.list({ limit: 100, status: "open" });
  expect(sessions.data.filter((s) => s.metadata?.paymentId === p.id)).toEqual([]);
});

test("a provider that does not answer: refused long before its time-out, nothing released", {
  timeout: 15_000,
}, async () => {
  const { heard } = heardReactions();
  const p = await makePayment();
  const fresh = await makePayment();
  await pageOf(p);
  local().faults.delayMs = 30_000;
  const refused = { appCode: "PAYMENT_UNREACHABLE" };
  await Promise.all([
    expect(pageOf(fresh)).rejects.toMatchObject(refused),
    expect(refreshPayment(p.id)).rejects.toMatchObject(refused),
    expect(cancelCheckoutSession(p.id)).rejects.toMatchObject(refused),
  ]);
  local().faults.delayMs = 0;
  expect([(await getPayment(p.id)).status, heard]).toEqual(["open", []]);
});

test("a lost answer: a repeated call returns the same page", async () => {
  const p = await makePayment();
  // Stripe's client itself retries once more.
  local().faults.loseAnswers = 2;
  await expect(pageOf(p)).rejects.toMatchObject({ appCode: "PAYMENT_UNREACHABLE" });
  await pageOf(p);
  const sessions = await client().checkout.sessions.list({ limit: 100 });
  expect(sessions.data.filter((s) => s.metadata?.paymentId === p.id)).toHaveLength(1);
});

test("a clock an hour behind and an invalid e-mail address do not prevent a payment", async () => {
  await db().execute(sql`update clock_offset set shift = interval '-1 hour'`);
  const p = await makePayment();
  const { url } = await createCheckoutSession(await payable(p.id), { ...page(9700), email: "nobody" });
  await db().execute(sql`update clock_offset set shift = '0'`);
  expect(await pay(url)).toBe(303);
});

test("a payment of a void order, and a second payment of one order, are refunded in full", async () => {
  heardReactions();
  const late = await paid(await makePayment());
  await db().execute(sql`update customer_order set state = 'void' where id = ${late.orderId}`);
  expect(await refreshPayment(late.id)).toMatchObject({ status: "late" });
  expect(await refundsOf(late.orderId)).toMatchObject([{ amountMinor: 9700, reason: "late", status: "pending" }]);

  const one = await makePayment();
  const { orderId } = one;
  const two = await addPayment(orderId, "card_online");
  await Promise.all([paid(one), paid(two)]);
  await Promise.all([one, two].map((p) => refreshPayment(p.id)));
  expect((await paymentsOf(orderId)).map((p) => p.status).sort()).toEqual(["captured", "late"]);
  expect(await refundsOf(orderId)).toMatchObject([{ amountMinor: 9700, reason: "late" }]);
});
