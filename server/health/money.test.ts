import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { fulfilment, orderLine, pickup } from "@/db/schema/orders";
import { payment, type RefundReason, refund, registerSession } from "@/db/schema/payments";
import type { Payment } from "@/server/payments/schema";
import { makeProduct, makeStore } from "@/server/testing/factories";
import { makeOrder, makePayment, makeTill } from "@/server/testing/payments";
import { checkInvariants } from "./commands";
import { getLastChecks } from "./queries";
import type { InvariantName } from "./schema";

type Fixture = { paid: Payment; registerSessionId: string };
let here: Fixture;

/** An order that was paid in cash, and a counted cash shift. */
beforeEach(async () => {
  await db().execute(sql`truncate payment, customer_order, register_session, invariant_check cascade`);
  const p = await makePayment("cash");
  await updatePayment(p, { status: "captured", capturedAt: sql`clock_now() - interval '2 minutes'` });
  await db().execute(sql`update customer_order set state = 'placed' where id = ${p.orderId}`);
  const { registerSessionId } = await makeTill(5000);
  const counted = { closedAt: new Date(), countedMinor: 4900, expectedMinor: 5000 };
  await db().update(registerSession).set(counted).where(eq(registerSession.id, registerSessionId));
  here = { paid: p, registerSessionId };
});

const updatePayment = (p: Payment, values: Parameters<ReturnType<ReturnType<typeof db>["update"]>["set"]>[0]) =>
  db().update(payment).set(values).where(eq(payment.id, p.id));

async function insertRefund(
  { id: paymentId, orderId }: Payment,
  amountMinor: number,
  reason: RefundReason = "returned",
) {
  const [row] = await db()
    .insert(refund)
    .values({ paymentId, orderId, amountMinor, currency: "AZN", reason })
    .returning();
  return row?.id ?? "";
}

/** The item of a paid order was returned and exchanged for another. */
async function insertExchange({ orderId, amountMinor }: Payment, given: { quantity?: number; priceMinor: number }) {
  const { id: storeId } = await makeStore();
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  const [part] = await db()
    .insert(fulfilment)
    .values({ orderId, storeId, kind: "in_store", status: "handed_over" })
    .returning();
  const item = {
    orderId,
    fulfilmentId: part?.id ?? "",
    variantId,
    title: { en: "Shirt" },
    option: "",
    vatRateBp: 1800,
  };
  const bought = { ...item, currency: "AZN", quantity: 1, priceMinor: amountMinor, returnedQuantity: 1 };
  const [before] = await db().insert(orderLine).values(bought).returning();
  await db()
    .insert(orderLine)
    .values({ ...item, currency: "AZN", quantity: 1, ...given, insteadOf: before?.id ?? "" });
}

/** Breaks one thing by SQL; returns the id of the offending row. */
const breaks: [InvariantName, string, (w: Fixture) => Promise<string>][] = [
  [
    "payment_once",
    "a second capture",
    async ({ paid }) => {
      await db().execute(sql`drop index payment_captured`);
      await db().execute(sql`insert into payment (order_id, method, status, amount_minor, currency, expires_at)
        select order_id, method, status, amount_minor, currency, expires_at from payment`);
      return paid.orderId;
    },
  ],
  [
    "pickup_paid",
    "a hand-over for an order that nobody paid",
    async () => {
      const orderId = await makeOrder();
      const { id: storeId } = await makeStore();
      const who = {
        code: "123456",
        storeId,
        shopperId: orderId,
        orderId,
        currency: "AZN",
        contactName: "L",
        contact: "",
      };
      const times = { promisedAt: new Date(), expiresAt: new Date(), endedAt: new Date() };
      const [row] = await db()
        .insert(pickup)
        .values({ ...who, ...times, status: "collected" })
        .returning({ id: pickup.id });
      return row?.id ?? "";
    },
  ],
  [
    "exchange_worth",
    "an exchange for a dearer piece that nobody paid",
    async ({ paid }) => {
      await insertExchange(paid, { priceMinor: paid.amountMinor + 1 });
      return paid.orderId;
    },
  ],
  [
    "exchange_worth",
    "more pieces given than came back",
    async ({ paid }) => {
      await insertExchange(paid, { quantity: 2, priceMinor: paid.amountMinor / 2 });
      return paid.orderId;
    },
  ],
  [
    "payment_placed",
    "money without an order",
    async ({ paid }) => {
      await db().execute(sql`update customer_order set state = 'awaiting'`);
      return paid.id;
    },
  ],
  [
    "payment_overdue",
    "a card's payment that nobody asked about",
    async () => {
      const p = await makePayment("cash");
      await updatePayment(p, { method: "card_online", expiresAt: sql`clock_now() - interval '16 minutes'` });
      return p.id;
    },
  ],
  [
    "payment_refused",
    "money of another amount",
    async () => {
      const p = await makePayment("cash");
      await updatePayment(p, { status: "refused", failure: "other_amount", checkedAt: sql`clock_now()` });
      return p.id;
    },
  ],
  ["refund_within", "more that goes back than came", async ({ paid }) => insertRefund(paid, 9701).then(() => paid.id)],
  [
    "refund_within",
    "late money of which a part stays",
    async ({ paid }) => {
      await updatePayment(paid, { status: "late" });
      await insertRefund(paid, 9000, "late");
      return paid.id;
    },
  ],
  [
    "refund_stuck",
    "a refund that failed",
    async ({ paid }) => {
      const id = await insertRefund(paid, 100);
      await db().execute(sql`update refund set status = 'failed', failure = 'expired_card'`);
      return id;
    },
  ],
  [
    "drawer_counted",
    "cash that nobody wrote down before the count",
    async ({ registerSessionId }) => {
      await db().execute(sql`insert into cash_movement (register_session_id, amount_minor, currency, reason, staff_id)
        select id, 700, currency, 'sale', opened_by from register_session`);
      return registerSessionId;
    },
  ],
  [
    "provider_once",
    "one money for two payments",
    async ({ paid }) => {
      const other = await makePayment("cash");
      for (const p of [paid, other]) await updatePayment(p, { intentRef: "pi_1" });
      return "pi_1";
    },
  ],
];

test("with money in order everything holds", async () => expect(await checkInvariants()).toEqual({}));

test.each(breaks)("%s is found broken by %s", async (name, _what, breakIt) => {
  const id = await breakIt(here);
  expect(Object.keys((await checkInvariants()) ?? {})).toEqual([name]);
  const seen = (await getLastChecks()).invariants.find((i) => i.name === name);
  expect(seen).toMatchObject({ state: "broken", broken: 1, rows: [{ id }] });
});
