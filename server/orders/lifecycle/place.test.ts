import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { stockLevel } from "@/db/schema/inventory";
import { order } from "@/db/schema/orders";
import { localMail } from "@/db/schema/platform";
import { assertShift } from "@/server/access/actors";
import { lineKeyOf } from "@/server/cart/rules";
import type { FulfilmentMethod } from "@/server/cart/schema";
import { listStockViolations } from "@/server/inventory/queries";
import { deliverDue } from "@/server/messaging/outbox";
import { loadSecrets } from "@/server/platform/secrets";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import { buyer, placeOrder } from "@/server/testing/orders";
import { atLocalStripe, paymentsOf } from "@/server/testing/payments";
import { place } from "../checkout/commands";
import { reserve } from "../pickup/reserve";
import { getOrder } from "../queries";
import { getQuote } from "../quote/queries";
import { canPayByCard } from "../quote/rules";
import { renderReceiptPdf } from "../receipt/provider";
import { returnItems } from "../returns/commands";
import { getReturnableOrder } from "../returns/queries";
import { acceptCash, sell } from "../sale/commands";
import { getSaleQuote } from "../sale/queries";
import { insertOrder } from "./place";

process.env.DEMO = "1";
beforeAll(async () => {
  await loadSecrets();
});
const { client } = atLocalStripe();

async function stockVariant(priceMinor: number, at: Partial<Parameters<typeof makeStore>[0]> = {}, pieces = 3) {
  const store = await makeStore(at);
  const product = await makeProduct(["M"], priceMinor);
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, pieces);
  return { store, variantId };
}

async function makeCart(lines: { variantId: string; way: Exclude<FulfilmentMethod, { kind: "in_store" }> }[]) {
  const { id, actor, ctx } = await makeShopper();
  await db().execute(sql`insert into sync_scope (id, kind) values (${id}, 'shopper')`);
  for (const { variantId, way: method } of lines)
    await db().execute(sql`
      with bag as (insert into cart (scope_id, currency) values (${id}, 'AZN') on conflict do nothing)
      insert into cart_line
      (scope_id, line_key, variant_id, fulfilment, store_id, quantity, price_seen_minor, currency, version)
      values (${id}, ${lineKeyOf(variantId, method)}, ${variantId}, ${method.kind},
        ${method.kind === "pickup" ? method.storeId : null}, 1, 0, 'AZN', 1)`);
  const now = () => getQuote(actor, "AZ");
  const mail = `${randomUUID().slice(0, 8)}@example.test`;
  const buy = async (key: string = randomUUID(), quoteHash?: string, insert?: typeof insertOrder) =>
    place(
      { ...ctx, actor, origin: "http://127.0.0.1:9" },
      { key, quoteHash: quoteHash ?? (await now()).hash, contact: { ...buyer, email: mail } },
      insert,
    );
  return { id, now, buy, mail };
}

async function makeTablet(storeId: string, variantId: string) {
  const { ctx } = await makeConsultant(storeId);
  const lines = [{ variantId, quantity: 1, way: { kind: "in_store" as const } }];
  const shift = assertShift(ctx, "serve");
  const now = () => getSaleQuote(shift, { lines, shopperId: null });
  const buy = async (method: "cash" | "card_online" | "card_terminal") =>
    sell(
      { ...ctx, origin: "http://127.0.0.1:9" },
      { key: randomUUID(), quoteHash: (await now()).hash, method, lines, shopperId: null, contact: null },
    );
  return { ctx, now, buy };
}

const getAvailable = async (variantId: string, storeId: string) => {
  const at = and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId));
  const [row] = await db().select().from(stockLevel).where(at);
  return [row?.onHand, row?.reserved];
};

test.each(["pickup", "deliver"] as const)(
  "nothing to pay, %s: placed at once, the provider is not called, the same key is one order",
  async (kind) => {
    const { store, variantId } = await stockVariant(0);
    const cart = await makeCart([{ variantId, way: kind === "pickup" ? { kind, storeId: store.id } : { kind } }]);
    const sessions = async () => (await client().checkout.sessions.list({ limit: 100 })).data.length;
    const before = await sessions();
    const key = randomUUID();
    // Both buy what was seen before: an order that is placed at once empties the cart.
    const { hash } = await cart.now();
    const placed = await Promise.all([cart.buy(key, hash), cart.buy(key, hash)]);
    expect(placed).toMatchObject([
      { url: null, total: { minor: 0 } },
      { url: null, orderId: placed[0].orderId },
    ]);
    const { orderId } = placed[0];
    const row = await getOrder(orderId);
    expect(row).toMatchObject({ status: "received", payment: null, paid: { minor: 0 } });
    expect(row.timeline.map((e) => e.kind)).toEqual(["ordered"]);
    expect([await paymentsOf(orderId), await sessions()]).toEqual([[], before]);
    expect(await db().$count(order, eq(order.shopperId, cart.id))).toBe(1);
    expect(await db().execute(sql`select 1 from cart_line where scope_id = ${cart.id} and quantity > 0`)).toHaveLength(
      0,
    );
    expect(await getAvailable(variantId, store.id)).toEqual([3, 1]);
    await deliverDue();
    const [mail] = await db().select().from(localMail).where(eq(localMail.recipient, cart.mail));
    expect(mail?.subject).toBe(`Order ${row.number} is placed. Thank you!`);
    expect((await renderReceiptPdf(row, "en")).length).toBeGreaterThan(1000);
    expect(await listStockViolations()).toEqual([]);
  },
);

test("nothing to pay: a repeated call that prices the cart after the order emptied it is the same order", async () => {
  const { store, variantId } = await stockVariant(0);
  const cart = await makeCart([{ variantId, way: { kind: "pickup", storeId: store.id } }]);
  const { hash } = await cart.now();
  // Every place for an order of this process is taken, so that the two calls run one after another.
  const { variantId: other } = await stockVariant(100, {}, 30);
  const opens: (() => void)[] = [];
  const others = Array.from({ length: 10 }, async () => {
    const waiting = await makeCart([{ variantId: other, way: { kind: "deliver" } }]);
    return waiting.buy(randomUUID(), undefined, async (...args) => {
      await new Promise<void>((open) => opens.push(open));
      return insertOrder(...args);
    });
  });
  while (opens.length < others.length) await sleep(5);
  const key = randomUUID();
  const twice = [cart.buy(key, hash), cart.buy(key, hash)];
  await sleep(100);
  opens[0]?.();
  const [first, second] = await Promise.all(twice);
  expect(second?.orderId).toBe(first?.orderId);
  for (const open of opens) open();
  await Promise.all(others);
  expect(await db().$count(order, eq(order.shopperId, cart.id))).toBe(1);
});

test("nothing to pay at the register: done without an open register, and a return refunds nothing", async () => {
  const { store, variantId } = await stockVariant(0);
  const { ctx, buy } = await makeTablet(store.id, variantId);
  const { orderId, url } = await buy("cash");
  expect(url).toBeNull();
  expect(await getOrder(orderId)).toMatchObject({ status: "complete", payment: null });
  expect(await acceptCash(ctx, { orderId })).toMatchObject({ status: "complete" });
  expect([await paymentsOf(orderId), await getAvailable(variantId, store.id)]).toEqual([[], [2, 0]]);
  const { lines } = await getReturnableOrder({ orderId });
  const returnLine = {
    lineId: lines[0]?.lineId ?? "",
    quantity: 1,
    reason: "size" as const,
    restocked: "shelf" as const,
  };
  const back = await returnItems(ctx, { key: randomUUID(), orderId, lines: [returnLine] });
  expect(back).toMatchObject({ to: "nothing", refund: { minor: 0 } });
  expect(await getAvailable(variantId, store.id)).toEqual([3, 0]);
});

test("below the card minimum: the quote says so, cards are refused before anything is held, cash is accepted", async () => {
  const { store, variantId } = await stockVariant(30);
  const cart = await makeCart([{ variantId, way: { kind: "pickup", storeId: store.id } }]);
  const shown = await cart.now();
  expect([shown.payable, shown.cardFrom, canPayByCard(shown)]).toEqual([true, { minor: 90, currency: "AZN" }, false]);
  const refused = { appCode: "CARD_MINIMUM", details: { leastMinor: 90 } };
  await expect(cart.buy()).rejects.toMatchObject(refused);
  const register = await makeTablet(store.id, variantId);
  expect(canPayByCard(await register.now())).toBe(false);
  for (const method of ["card_online", "card_terminal"] as const)
    await expect(register.buy(method)).rejects.toMatchObject(refused);
  expect(await getAvailable(variantId, store.id)).toEqual([3, 0]);
  await expect(register.buy("cash")).rejects.toMatchObject({ appCode: "TILL_CLOSED" });
  expect(canPayByCard({ total: { minor: 90, currency: "AZN" }, cardFrom: shown.cardFrom })).toBe(true);
  const small = { currency: "azn", unit_amount: 30, product_data: { name: "x" } };
  const page = {
    mode: "payment" as const,
    success_url: "http://127.0.0.1:9",
    line_items: [{ quantity: 1, price_data: small }],
  };
  await expect(client().checkout.sessions.create(page)).rejects.toMatchObject({ code: "amount_too_small" });
  const intent = client().paymentIntents.create({ amount: 89, currency: "azn" });
  await expect(intent).rejects.toMatchObject({ code: "amount_too_small" });
});

test("98.00 ₼ and 49.00 € are never 147.00: the second currency is refused and not summed", async () => {
  const azn = await stockVariant(9_800);
  const eur = await stockVariant(4_900);
  await db().execute(sql`update variant set currency = 'EUR' where id = ${eur.variantId}`);
  const cart = await makeCart([azn, eur].map(({ variantId }) => ({ variantId, way: { kind: "deliver" } })));
  const shown = await cart.now();
  expect(shown.lines.map((l) => [l.price.currency, l.problem])).toEqual(
    expect.arrayContaining([
      ["AZN", null],
      ["EUR", "OTHER_CURRENCY"],
    ]),
  );
  expect([shown.payable, shown.goods, shown.total.minor]).toEqual([false, { minor: 9_800, currency: "AZN" }, 10_300]);
  await expect(cart.buy()).rejects.toMatchObject({ appCode: "OTHER_CURRENCY" });
  const register = await makeTablet(eur.store.id, eur.variantId);
  await expect(register.buy("cash")).rejects.toMatchObject({ appCode: "OTHER_CURRENCY" });
});

test("a store whose country's VAT is unknown sells and ships nothing, by any fulfilment method", async () => {
  const { store, variantId } = await stockVariant(9_800, { country: "FR", timeZone: "Europe/Paris" });
  const pickup = await makeCart([{ variantId, way: { kind: "pickup", storeId: store.id } }]);
  const deliver = await makeCart([{ variantId, way: { kind: "deliver" } }]);
  for (const cart of [pickup, deliver]) {
    expect((await cart.now()).lines[0]?.problem).toBe("NO_VAT_RATE");
    await expect(cart.buy()).rejects.toMatchObject({ appCode: "NO_VAT_RATE" });
  }
  await expect((await makeTablet(store.id, variantId)).buy("card_online")).rejects.toMatchObject({
    appCode: "NO_VAT_RATE",
  });
  const known = await makeStore();
  await stock(variantId, known.id, 1);
  const { fulfilments, vat } = await placeOrder({ ownerId: null, lines: [{ variantId, way: { kind: "deliver" } }] });
  expect([fulfilments.map((f) => f.store.id), vat[0]?.rateBp]).toEqual([[known.id], 1800]);
  expect(await broken("stock_reserved_range")).toEqual([]);
});

test.each(["register", "checkout"])(
  "the last item that an overdue order or reservation still holds is sold: %s",
  async (at) => {
    for (const over of ["order", "reservation"]) {
      const { store, variantId } = await stockVariant(9_800, {}, 1);
      if (over === "order") {
        await (await makeTablet(store.id, variantId)).buy("card_online");
        await db().execute(sql`update customer_order set expires_at = clock_now() where store_id = ${store.id}`);
        await db().execute(sql`update payment set expires_at = clock_now()
        where order_id in (select id from customer_order where store_id = ${store.id})`);
      } else {
        const { ctx } = await makeShopper();
        const lines = [{ variantId, quantity: 1 }];
        await reserve(ctx, {
          key: randomUUID(),
          storeId: store.id,
          lines,
          contact: { name: "A", contact: "a@example.test" },
        });
        await db().execute(sql`update pickup set expires_at = clock_now() where store_id = ${store.id}`);
      }
      await db().execute(sql`update stock_hold set expires_at = clock_now() where variant_id = ${variantId}`);
      if (at === "register") expect(await (await makeTablet(store.id, variantId)).buy("card_online")).toBeTruthy();
      else
        expect(await (await makeCart([{ variantId, way: { kind: "pickup", storeId: store.id } }])).buy()).toBeTruthy();
      expect(await getAvailable(variantId, store.id)).toEqual([1, 1]);
    }
  },
);
