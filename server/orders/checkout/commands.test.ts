import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { stockHold, stockLevel } from "@/db/schema/inventory";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { store } from "@/db/schema/stores";
import { lineKeyOf } from "@/server/cart/rules";
import type { FulfilmentMethod } from "@/server/cart/schema";
import { holdStock, holdStockWith } from "@/server/inventory/commands";
import { listStockViolations } from "@/server/inventory/queries";
import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { buyer, payOrder, placeOrder } from "@/server/testing/orders";
import { atLocalStripe } from "@/server/testing/payments";
import { insertOrder } from "../lifecycle/place";
import { expireOrders, voidOrder } from "../lifecycle/void";
import { getOrder } from "../queries";
import { getQuote } from "../quote/queries";
import { cancelUnpaidOrder, place, refreshAfterPayment } from "./commands";

const { pay } = atLocalStripe();

async function setup({ pieces = 5, sizes = ["M"] as string[] } = {}) {
  const store = await makeStore();
  const product = await makeProduct(sizes);
  const variants = product.variants.map((v) => v.id);
  for (const id of variants) await stock(id, store.id, pieces);
  return { store, variants, variantId: variants[0] ?? "" };
}

async function fillCart(scopeId: string, lines: { variantId: string; way: FulfilmentMethod; quantity?: number }[]) {
  for (const { variantId, way, quantity = 1 } of lines) {
    const storeId = way.kind === "pickup" ? way.storeId : null;
    const fulfilment = storeId ? ("pickup" as const) : ("deliver" as const);
    const lineKey = lineKeyOf(variantId, storeId ? { kind: "pickup", storeId } : { kind: "deliver" });
    await db().execute(sql`
      with bag as (insert into cart (scope_id, currency) values (${scopeId}, 'AZN') on conflict do nothing)
      insert into cart_line
      (scope_id, line_key, variant_id, fulfilment, store_id, quantity, price_seen_minor, currency, version)
      values (${scopeId}, ${lineKey}, ${variantId}, ${fulfilment}, ${storeId}, ${quantity}, 12900, 'AZN', 1)`);
  }
}

async function makeShopperWithCart(lines: Parameters<typeof fillCart>[1]) {
  const shopper = await makeShopper();
  await fillCart(shopper.id, lines);
  return { ...shopper, ctx: { ...shopper.ctx, actor: shopper.actor, origin: "http://127.0.0.1:9" } };
}

const placeNow = async (
  ctx: Ctx & { actor: Parameters<typeof getQuote>[0] },
  key = randomUUID(),
  insert = insertOrder,
) => {
  const { hash } = await getQuote(ctx.actor, "AZ");
  return place(ctx, { key, quoteHash: hash, contact: buyer }, insert);
};

const listCart = (scopeId: string) =>
  db().execute(sql`select line_key from cart_line where scope_id = ${scopeId} and quantity > 0`);

test("one order delivers and reserves a pickup: stock is held while unpaid, fulfilment starts when paid, the cart is emptied", async () => {
  const { store, variants } = await setup({ sizes: ["S", "M"] });
  const [a = "", b = ""] = variants;
  const { id, ctx } = await makeShopperWithCart([
    { variantId: a, way: { kind: "deliver" }, quantity: 2 },
    { variantId: b, way: { kind: "pickup", storeId: store.id } },
  ]);
  const placed = await placeNow(ctx);
  expect(placed).toMatchObject({ total: { minor: 3 * 12_900 }, url: expect.stringContaining("http") });
  expect(await listCart(id)).toHaveLength(2);
  expect(await db().$count(stockHold, eq(stockHold.ownerId, id))).toBe(2);
  expect(await pay(placed.url ?? "")).toBeLessThan(400);
  const [paid] = await db().select().from(payment).where(eq(payment.orderId, placed.orderId));
  const done = await refreshAfterPayment(ctx, { sessionId: paid?.providerRef ?? "" });
  expect(done).toMatchObject({ status: "received", paid: { minor: 38_700 }, vat: [{ country: "AZ", rateBp: 1800 }] });
  expect(done.fulfilments.map((f) => [f.kind, f.status])).toEqual([
    ["deliver", "received"],
    ["pickup", "received"],
  ]);
  expect(done.fulfilments[1]?.code).toMatch(/^\d{6}$/);
  expect(await listCart(id)).toHaveLength(0);
  expect(done.timeline.map((e) => e.kind)).toEqual(["ordered", "paid"]);
  expect(await listStockViolations()).toEqual([]);
});

test("a double click, a second tab and the way back from the payment page give one order", async () => {
  const { variantId } = await setup();
  const { ctx } = await makeShopperWithCart([{ variantId, way: { kind: "deliver" } }]);
  const key = randomUUID();
  const placed = await Promise.all([placeNow(ctx, key), placeNow(ctx, key), placeNow(ctx), placeNow(ctx)]);
  const again = await placeNow(ctx);
  expect(new Set([...placed, again].map((p) => p.orderId)).size).toBe(1);
  expect(new Set([...placed, again].map((p) => p.url)).size).toBe(1);
  expect(await db().$count(order, eq(order.shopperId, ctx.actor.shopperId))).toBe(1);
  await expect(place(ctx, { key, quoteHash: "1".repeat(64), contact: buyer })).rejects.toMatchObject({
    appCode: expect.stringMatching(/IDEMPOTENCY_MISMATCH|QUOTE_CHANGED/),
  });
});

test("a double click and two tabs for the last item give one order: the buyer is not refused their own item", async () => {
  for (let round = 0; round < 8; round++) {
    const { variantId } = await setup({ pieces: 1 });
    const { ctx } = await makeShopperWithCart([{ variantId, way: { kind: "deliver" } }]);
    const { hash: quoteHash } = await getQuote(ctx.actor, "AZ");
    const keys = [randomUUID(), randomUUID()].flatMap((key) => [key, key, key]);
    const placed = await Promise.all(keys.map((key) => place(ctx, { key, quoteHash, contact: buyer })));
    expect(new Set(placed.map((p) => p.orderId)).size).toBe(1);
  }
});

test("a changed cart voids the unpaid order and holds its own items again", async () => {
  const { variantId, store } = await setup({ pieces: 2 });
  const { id, ctx } = await makeShopperWithCart([{ variantId, way: { kind: "deliver" }, quantity: 2 }]);
  const first = await placeNow(ctx);
  await db().execute(sql`update cart_line set quantity = 1 where scope_id = ${id}`);
  const second = await placeNow(ctx);
  expect(second.orderId).not.toBe(first.orderId);
  expect(await pay(first.url ?? "")).toBe(410);
  expect((await getOrder(first.orderId)).status).toBe("not_paid");
  const [level] = await db().select().from(stockLevel).where(eq(stockLevel.storeId, store.id));
  expect(level).toMatchObject({ onHand: 2, reserved: 1 });
  expect(await listStockViolations()).toEqual([]);
});

test("a changed price or an unserved country is refused before anything is held", async () => {
  const { variantId } = await setup();
  const { ctx } = await makeShopperWithCart([{ variantId, way: { kind: "deliver" } }]);
  const { hash } = await getQuote(ctx.actor, "AZ");
  await db().execute(sql`update variant set price_minor = 9900 where id = ${variantId}`);
  const input = { key: randomUUID(), quoteHash: hash, contact: buyer };
  await expect(place(ctx, input)).rejects.toMatchObject({ appCode: "QUOTE_CHANGED", details: { totalMinor: 10_400 } });
  expect((await getQuote(ctx.actor, "FR")).lines[0]?.problem).toBe("NO_DELIVERY");
  const unnamed = { ...buyer, name: "", address: null };
  const now = await getQuote(ctx.actor, "AZ");
  await expect(place(ctx, { key: randomUUID(), quoteHash: now.hash, contact: unnamed })).rejects.toMatchObject({
    appCode: "CONTACT_NEEDED",
    details: { missing: ["name", "address"] },
  });
  expect(await db().$count(stockHold, eq(stockHold.variantId, variantId))).toBe(0);
});

test("items sold between the quote and the order are refused before anything is written", async () => {
  const { variantId, store: at } = await setup({ pieces: 1 });
  const lines = [{ variantId, way: { kind: "pickup" as const, storeId: at.id } }];
  const late = await makeShopperWithCart(lines);
  const refusingInsert: typeof insertOrder = async (tx, announce, placing) => {
    await placeOrder({ ownerId: null, lines });
    // Nothing is held in advance: only the order's own statement can refuse.
    return insertOrder(tx, announce, { ...placing, holdItems: async () => {} });
  };
  const refused = { appCode: "OUT_OF_STOCK", details: { variantId, available: 0 } };
  await expect(placeNow(late.ctx, randomUUID(), refusingInsert)).rejects.toMatchObject(refused);
  expect(await db().$count(order, eq(order.shopperId, late.id))).toBe(0);
});

/** Buyers who want the same few items at once; returns how many got an order, and the errors of the others. */
async function rush(holdItems: typeof holdStock, buyers: number, pieces: number) {
  const { variantId, store } = await setup({ pieces });
  const insert: typeof insertOrder = (tx, announce, order) => insertOrder(tx, announce, { ...order, holdItems });
  const all = await Promise.all(
    Array.from({ length: buyers }, () => makeShopperWithCart([{ variantId, way: { kind: "deliver" } }])),
  );
  const settled = await Promise.allSettled(all.map(({ ctx }) => placeNow(ctx, randomUUID(), insert)));
  const refused = settled.flatMap((t) => (t.status === "rejected" && isAppError(t.reason) ? [t.reason.appCode] : []));
  return { placed: settled.filter((t) => t.status === "fulfilled").length, refused, variantId, storeId: store.id };
}

test("ten buyers of three items: three orders, seven refusals", async () => {
  const { placed, refused } = await rush(holdStock, 10, 3);
  expect(placed).toBe(3);
  expect(refused).toEqual(Array.from({ length: 7 }, () => "OUT_OF_STOCK"));
  expect(await listStockViolations()).toEqual([]);
});

test("without the stock guard more is sold than there is", async () => {
  const unguardedHold = holdStockWith(() => sql`true`);
  const nobody = { placed: Number.NaN, variantId: "" };
  const { placed, variantId } = await rush(unguardedHold, 10, 3).catch(() => nobody);
  // The table's check is the last line of defence: it rejects what the guard would have refused.
  expect(placed === 3 && variantId !== "").toBe(true);
  await db().execute(sql`alter table stock_level drop constraint stock_level_reserved`);
  let sold = await rush(unguardedHold, 10, 3);
  // A buyer who comes after the first commits is refused by an earlier read: the attempts have to overlap.
  for (let tries = 1; sold.placed <= 3 && tries < 10; tries++) sold = await rush(unguardedHold, 10, 3);
  expect(sold.placed).toBeGreaterThan(3);
  await db().delete(stockHold).where(eq(stockHold.variantId, sold.variantId));
  await db().execute(sql`update stock_level set reserved = 0 where variant_id = ${sold.variantId}`);
  await db().execute(sql`alter table stock_level add constraint stock_level_reserved
    check (reserved >= 0 and reserved <= on_hand) not valid`);
});

test("lines of one stock level are summed before anything is promised", async () => {
  const { variantId, store } = await setup({ pieces: 3 });
  const { ctx } = await makeShopperWithCart([
    { variantId, way: { kind: "deliver" }, quantity: 2 },
    { variantId, way: { kind: "pickup", storeId: store.id }, quantity: 2 },
  ]);
  const { lines } = await getQuote(ctx.actor, "AZ");
  expect(Object.fromEntries(lines.map((l) => [l.way.kind, l.problem]))).toEqual({
    deliver: "OUT_OF_STOCK",
    pickup: null,
  });
  await expect(placeNow(ctx)).rejects.toMatchObject({ appCode: "OUT_OF_STOCK", details: { available: 1 } });
});

test("forty orders of the same items in any order do not deadlock", async () => {
  const { variants, store } = await setup({ pieces: 100, sizes: ["S", "M", "L", "XL"] });
  const shuffled = () => [...variants].sort(() => Math.random() - 0.5);
  const orders = Array.from({ length: 40 }, (_, i) =>
    placeOrder({
      ownerId: null,
      lines: shuffled().map((variantId) => ({
        variantId,
        way: i % 2 ? { kind: "deliver" as const } : { kind: "pickup" as const, storeId: store.id },
      })),
    }),
  );
  await expect(Promise.all(orders)).resolves.toHaveLength(40);
  const [row] = await db().execute<{ deadlocks: string }>(
    sql`select deadlocks from pg_stat_database where datname = current_database()`,
  );
  expect(Number(row?.deadlocks)).toBe(0);
});

test("unpaid when its time is over: voided at the provider first, then the stock is released", async () => {
  const { variantId } = await setup({ pieces: 1 });
  const { ctx } = await makeShopperWithCart([{ variantId, way: { kind: "deliver" } }]);
  const { orderId, url } = await placeNow(ctx);
  await db()
    .update(order)
    .set({ expiresAt: new Date(0) })
    .where(eq(order.id, orderId));
  expect(await expireOrders()).toBeGreaterThan(0);
  expect(await pay(url ?? "")).toBe(410);
  expect((await getOrder(orderId)).status).toBe("not_paid");
  expect((await getQuote(ctx.actor, "AZ")).lines[0]?.available).toBe(1);
  await expect(cancelUnpaidOrder(ctx, { orderId })).resolves.toMatchObject({ status: "not_paid" });
});

test("a late payment is accepted while the items are still there, otherwise refunded in full", async () => {
  const { variantId } = await setup({ pieces: 1 });
  const lines = [{ variantId, way: { kind: "deliver" as const } }];
  const late = await placeOrder({ ownerId: null, lines });
  await expectVoided(late.id);
  expect(await payOrder(late.id)).toBe("accepted");
  expect((await getOrder(late.id)).status).toBe("received");
  const other = await setup({ pieces: 1 });
  const ended = await placeOrder({ ownerId: null, lines: [{ variantId: other.variantId, way: { kind: "deliver" } }] });
  await expectVoided(ended.id);
  await placeOrder({ ownerId: null, lines: [{ variantId: other.variantId, way: { kind: "deliver" } }] });
  expect(await payOrder(ended.id)).toBe("late");
  expect((await getOrder(ended.id)).status).toBe("not_paid");
  expect(await listStockViolations()).toEqual([]);
});

test("a payment for items of a store that was closed meanwhile places the order all the same", async () => {
  const { variantId, store: closing } = await setup();
  const lines = [{ variantId, way: { kind: "pickup" as const, storeId: closing.id } }];
  const { id } = await placeOrder({ ownerId: null, lines });
  await db().update(store).set({ active: false }).where(eq(store.id, closing.id));
  expect(await payOrder(id)).toBe("accepted");
  expect(await getOrder(id)).toMatchObject({ status: "received", fulfilments: [{ kind: "pickup" }] });
});

/** Voids an order while its payment may still be in progress. */
async function expectVoided(orderId: string): Promise<void> {
  await voidOrder(orderId, "expired");
  await db().update(payment).set({ status: "open" }).where(eq(payment.orderId, orderId));
}

test("each order line names the store that supplies it, and its VAT", async () => {
  const { variantId, store } = await setup();
  const berlin = await makeStore({ country: "DE", timeZone: "Europe/Berlin" });
  await stock(variantId, berlin.id, 5);
  const consultant = await makeConsultant(store.id);
  const sold = await placeOrder({
    ownerId: null,
    lines: [
      { variantId, way: { kind: "in_store" } },
      { variantId, way: { kind: "pickup", storeId: berlin.id } },
    ],
    till: { storeId: store.id, staffId: consultant.id },
  });
  const rows = await db()
    .select({ kind: fulfilment.kind, storeId: fulfilment.storeId, rate: orderLine.vatRateBp })
    .from(orderLine)
    .innerJoin(fulfilment, and(eq(fulfilment.id, orderLine.fulfilmentId)))
    .where(eq(orderLine.orderId, sold.id))
    .orderBy(fulfilment.kind);
  expect(rows).toEqual([
    { kind: "in_store", storeId: store.id, rate: 1800 },
    { kind: "pickup", storeId: berlin.id, rate: 1900 },
  ]);
});
