import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { paidOrder } from "@/server/testing/paid-order";
import { makeTill } from "@/server/testing/payments";
import { checkInvariants } from "./commands";

type Fixture = Awaited<ReturnType<typeof createFixture>>;
let here: Fixture;

/** A cart, a paid order that is collected, a cash shift: all in manat. */
async function createFixture() {
  const store = await makeStore();
  const { variants } = await makeProduct();
  const shopper = await makeShopper();
  const variantId = variants[0]?.id ?? "";
  const lines = [{ variantId, quantity: 1, priceMinor: 9_800 }];
  const sold = await paidOrder({ storeId: store.id, lines, kind: "pickup", received: true });
  await db().execute(sql`insert into cart (scope_id, currency) values (${shopper.id}, 'AZN')`);
  const register = await makeTill();
  return {
    storeId: store.id,
    variantId,
    shopperId: shopper.id,
    sold,
    registerSessionId: register.registerSessionId,
    staffId: register.consultant.id,
  };
}

beforeEach(async () => {
  await db().execute(sql`truncate payment, refund, customer_order, order_line, goods_return,
    register_session, cash_movement, pickup, pickup_line, cart, cart_line, variant, invariant_check cascade`);
  here = await createFixture();
});

const refundSql = (
  w: Fixture,
  more: SQL,
) => sql`insert into refund (payment_id, order_id, amount_minor, currency, reason)
  select ${w.sold.payment?.id}::uuid, ${more}, 'returned' from customer_order o where o.id = ${w.sold.id}`;
const euroOrderSql = (then: SQL) => sql`with other as (
    insert into customer_order (channel, locale, goods_minor, delivery_minor, total_minor, vat, currency, quote_hash, expires_at)
    values ('shop', 'en', 0, 0, 0, '[]', 'EUR', '', clock_now()) returning id
  ) ${then}`;
const secondRegisterSql = sql`insert into register_session (store_id, store_device_id, currency, opened_by, float_minor, closed_at, counted_minor,
  expected_minor) select store_id, store_device_id, 'EUR', opened_by, 0, clock_now(), 0, 0 from register_session returning id, opened_by`;

/** Each constraint, its table, and the statement that would add a second currency. */
const breaks: [string, string, (w: Fixture) => SQL][] = [
  [
    "cart_line_currency",
    "cart_line",
    (
      w,
    ) => sql`insert into cart_line (scope_id, line_key, variant_id, fulfilment, quantity, price_seen_minor, currency, version)
      values (${w.shopperId}, 'a', ${w.variantId}, 'deliver', 1, 4900, 'EUR', 1)`,
  ],
  ["order_line_order_currency", "order_line", () => sql`update order_line set currency = 'EUR'`],
  [
    "goods_return_order_currency",
    "goods_return",
    (w) => sql`insert into goods_return (order_id, store_id, staff_id, refund_minor, currency)
      values (${w.sold.id}, ${w.storeId}, ${w.staffId}, 100, 'EUR')`,
  ],
  ["pickup_order_currency", "pickup", () => sql`update pickup set currency = 'EUR'`],
  [
    "pickup_line_pickup_currency",
    "pickup_line",
    (w) => sql`insert into pickup_line (pickup_id, variant_id, quantity, price_minor, currency)
      values (${w.sold.part.id}, ${w.variantId}, 1, 4900, 'EUR')`,
  ],
  ["payment_order_currency", "payment", () => sql`update payment set currency = 'EUR'`],
  ["refund_payment_currency", "refund", (w) => euroOrderSql(refundSql(w, sql`(select id from other), 100, 'EUR'`))],
  ["refund_order_currency", "refund", (w) => euroOrderSql(refundSql(w, sql`(select id from other), 100, 'AZN'`))],
  [
    "cash_movement_session_currency",
    "cash_movement",
    (w) => sql`insert into cash_movement (register_session_id, amount_minor, currency, reason, staff_id)
      values (${w.registerSessionId}, 100, 'EUR', 'paid_in', ${w.staffId})`,
  ],
  [
    "cash_movement_payment_currency",
    "cash_movement",
    (w) => sql`with drawer as (${secondRegisterSql})
      insert into cash_movement (register_session_id, amount_minor, currency, reason, staff_id, payment_id)
      select id, 0, 'EUR', 'sale', opened_by, ${w.sold.payment?.id}::uuid from drawer`,
  ],
  [
    "cash_movement_refund_currency",
    "cash_movement",
    (w) => sql`with drawer as (${secondRegisterSql}), back as (${refundSql(w, sql`o.id, 100, 'AZN'`)} returning id)
      insert into cash_movement (register_session_id, amount_minor, currency, reason, staff_id, refund_id)
      select drawer.id, 0, 'EUR', 'refund', opened_by, back.id from drawer, back`,
  ],
];

test("in one currency everything holds", async () => expect(await checkInvariants()).toEqual({}));

test.each(breaks)("%s refuses a second currency; without it the invariant finds the row", async (name, table, by) => {
  const statement = by(here);
  const refused = { cause: { code: "23503", constraint: name } };
  await expect(db().execute(statement)).rejects.toMatchObject(refused);
  await db().execute(sql.raw(`alter table ${table} drop constraint ${name}`));
  await db().execute(statement);
  expect(Object.keys((await checkInvariants()) ?? {})).toEqual(["one_currency"]);
});

test("products for sale in two currencies are found", async () => {
  const { variants } = await makeProduct(["M"], 4_900, "EUR");
  expect(Object.keys((await checkInvariants()) ?? {})).toEqual(["one_currency"]);
  await db().execute(sql`update variant set active = false where id = ${variants[0]?.id ?? randomUUID()}`);
  expect(await checkInvariants()).toEqual({});
});
