import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { fulfilment, order, pickup } from "@/db/schema/orders";
import { refund } from "@/db/schema/payments";
import {
  ctxOf,
  makeConsultant,
  makeOffice,
  makeProduct,
  makeShopper,
  makeStore,
  stock,
} from "@/server/testing/factories";
import { buyer, payOrder, placeOrder } from "@/server/testing/orders";
import { paidOrder } from "@/server/testing/paid-order";
import { returnItems } from "../returns/commands";
import { getOfficeOrder, listOfficeOrders } from "./queries";
import { type OfficeOrdersInput, type OrderFilter, officeOrdersSchema } from "./schema";

/** A store with one item in stock, an administrator, and a list of the store's orders. */
async function setup() {
  const store = await makeStore();
  const product = await makeProduct(["M"], 12_900);
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, 50);
  const { ctx } = await makeOffice();
  const lines = [{ variantId, quantity: 1, priceMinor: 12_900 }];
  const paid = (part: Partial<Parameters<typeof paidOrder>[0]> = {}) =>
    paidOrder({ storeId: store.id, lines, ...part });
  const find = (input: Partial<OfficeOrdersInput> = {}) =>
    listOfficeOrders(ctx, officeOrdersSchema.parse({ storeId: store.id, ...input }));
  const numbers = async (input: Partial<OfficeOrdersInput> = {}) => (await find(input)).orders.map((o) => o.number);
  return { store, variantId, ctx, paid, find, numbers };
}

/** Everybody without access to the office. */
async function listStrangers(storeId: string) {
  const shoppers = [(await makeShopper()).ctx, (await makeShopper("customer")).ctx];
  const staff = [(await makeConsultant(storeId)).ctx, (await makeConsultant(storeId, "manager")).ctx];
  return [ctxOf({ kind: "anonymous" }), ...shoppers, ...staff];
}
const refused = { appCode: "NOT_FOUND" };

describe("the office's list of orders", () => {
  it("filters by what is to be done", async () => {
    const { store, variantId, paid, find, numbers } = await setup();
    const waiting = await placeOrder({
      ownerId: (await makeShopper()).id,
      lines: [{ variantId, way: { kind: "pickup", storeId: store.id } }],
    });
    const shipment = await paid();
    const ready = await paid({ kind: "pickup" });
    await db().update(pickup).set({ status: "ready" }).where(eq(pickup.id, ready.part.id));
    const done = await paid({ received: true });
    const collected = await paid({ kind: "pickup", received: true });
    const voided = await paid();
    await db().update(order).set({ state: "void", voidReason: "expired" }).where(eq(order.id, voided.id));
    const back = await paid({ received: true });
    const money = { orderId: back.id, paymentId: back.payment?.id ?? "", amountMinor: 500, currency: "AZN" };
    await db()
      .insert(refund)
      .values({ ...money, reason: "returned" });
    const expected: Record<OrderFilter, number[]> = {
      awaiting: [waiting.number],
      open: [ready.number, shipment.number],
      done: [back.number, collected.number, done.number],
      void: [voided.number],
      refunding: [back.number],
    };
    for (const [filter, found] of Object.entries(expected))
      expect([filter, await numbers({ filter: filter as OrderFilter })]).toEqual([filter, found]);
    expect(await numbers()).toEqual([back, voided, collected, done, ready, shipment, waiting].map((o) => o.number));
    const end = (status: "failed" | "succeeded") =>
      db().update(refund).set({ status, endedAt: sql`clock_now()` }).where(eq(refund.orderId, back.id));
    await end("failed");
    expect(await numbers({ filter: "refunding" })).toEqual([back.number]);
    await end("succeeded");
    expect(await numbers({ filter: "refunding" })).toEqual([]);
    expect((await find({ number: back.number })).orders).toMatchObject([
      { refunded: { minor: 500 }, refunding: { minor: 0 }, total: { minor: 12_900 }, pieces: 1, stores: [store.name] },
    ]);
  });

  it("shows the buyer's short name, and no contact", async () => {
    const { paid, find } = await setup();
    await paid();
    const text = JSON.stringify(await find());
    expect(text).toContain("Leyla H.");
    for (const value of ["Hasanova", "+994501234567", "12 Nizami St."]) expect(text).not.toContain(value);
  });

  it("filters by store (sold there or supplied by it), by number and by both", async () => {
    const here = await setup();
    const there = await setup();
    const sold = await here.paid();
    const other = await there.paid();
    await db().update(order).set({ storeId: here.store.id, channel: "tablet" }).where(eq(order.id, other.id));
    expect(await here.numbers()).toEqual([other.number, sold.number]);
    expect(await there.numbers()).toEqual([other.number]);
    expect(await there.numbers({ number: sold.number })).toEqual([]);
    expect(await there.numbers({ storeId: null, number: sold.number })).toEqual([sold.number]);
  });

  it("takes days in the zone of Baku, from midnight to midnight", async () => {
    const { paid, numbers } = await setup();
    const at = async (instant: string) => {
      const { id, number } = await paid();
      await db()
        .update(order)
        .set({ createdAt: new Date(instant) })
        .where(eq(order.id, id));
      return number;
    };
    await at("2026-03-09T19:59:59.999Z");
    const first = await at("2026-03-09T20:00:00Z");
    const last = await at("2026-03-10T19:59:59.999Z");
    await at("2026-03-10T20:00:00Z");
    expect(await numbers({ day: "2026-03-10" })).toEqual([last, first]);
    expect(await numbers({ day: "2026-03-12" })).toEqual([]);
  });

  it("pages through, each order once, whatever order the numbers were drawn in", async () => {
    const { store, paid, find } = await setup();
    for (let i = 0; i < 102; i++) await paid({ received: true });
    // Numbers are drawn while orders are placed concurrently: a higher one may belong to an earlier moment.
    await db().execute(sql`update customer_order o set created_at = clock_now() - (o.number % 7) * interval '1 second'
      where exists (select from fulfilment f where f.order_id = o.id and f.store_id = ${store.id})`);
    const seen: number[] = [];
    const sizes: number[] = [];
    let cursor: number | null = null;
    do {
      const page = await find({ cursor });
      seen.push(...page.orders.map((o) => o.number));
      sizes.push(page.orders.length);
      cursor = page.next;
    } while (cursor);
    expect(sizes).toEqual([50, 50, 2]);
    expect(new Set(seen).size).toBe(102);
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
  });

  it("has an exact last page", async () => {
    const { paid, find } = await setup();
    for (let i = 0; i < 50; i++) await paid({ received: true });
    expect(await find()).toMatchObject({ next: null, orders: { length: 50 } });
  });

  it("is for the office alone", async () => {
    const { store, paid } = await setup();
    const { id } = await paid();
    for (const ctx of await listStrangers(store.id)) {
      await expect((async () => listOfficeOrders(ctx, officeOrdersSchema.parse({})))()).rejects.toMatchObject(refused);
      await expect(getOfficeOrder(ctx, { orderId: id })).rejects.toMatchObject(refused);
    }
  });

  it("refuses an invalid day, a number out of range and unknown fields", () => {
    for (const input of [{ day: "2026-02-30" }, { number: 0 }, { number: 2 ** 31 }, { filter: "all" }, { email: "x" }])
      expect(officeOrdersSchema.safeParse(input).success).toBe(false);
  });
});

describe("an order at the office", () => {
  it("shows what was bought, paid and done, with contact and code masked", async () => {
    const { store, variantId, ctx } = await setup();
    const { id: ownerId } = await makeShopper("customer");
    const placed = await placeOrder({
      ownerId,
      lines: [{ variantId, quantity: 2, way: { kind: "pickup", storeId: store.id } }],
    });
    await payOrder(placed.id);
    const seen = await getOfficeOrder(ctx, { orderId: placed.id });
    expect(seen).toMatchObject({
      number: placed.number,
      contactName: "Ləman M.",
      email: "l•••@example.test",
      soldBy: null,
      lines: [{ quantity: 2, price: { minor: 12_900 } }],
      fulfilments: [{ kind: "pickup", code: null, store: { id: store.id } }],
      payments: [{ method: "cash", status: "captured", amount: { minor: 25_800 }, failure: null }],
      refunds: [],
      returns: [],
    });
    expect(seen.timeline.map((e) => e.kind)).toContain("paid");
    const text = JSON.stringify(seen);
    for (const value of [buyer.name, buyer.email, buyer.phone, buyer.address.line1]) expect(text).not.toContain(value);
    await expect(getOfficeOrder(ctx, { orderId: randomUUID() })).rejects.toMatchObject(refused);
  });

  it("shows the town of a delivery and no more of its address", async () => {
    const { ctx, paid } = await setup();
    const { id } = await paid();
    const seen = await getOfficeOrder(ctx, { orderId: id });
    expect(seen.city).toBe("Baku, AZ");
    expect(JSON.stringify(seen)).not.toContain("12 Nizami St.");
  });

  it("shows what was returned, who took it and where its refund went", async () => {
    const { store, ctx, paid } = await setup();
    const returned = await paid({ received: true, method: "card_terminal" });
    const rauf = await makeConsultant(store.id);
    await returnItems(rauf.ctx, {
      key: randomUUID(),
      orderId: returned.id,
      lines: [{ lineId: returned.lines[0]?.id ?? "", quantity: 1, reason: "faulty", restocked: "damaged" }],
    });
    const seen = await getOfficeOrder(ctx, { orderId: returned.id });
    expect(seen).toMatchObject({
      status: "returned",
      returns: [
        {
          staff: "Rauf",
          storeName: store.name,
          refund: { minor: 12_900 },
          lines: [{ quantity: 1, reason: "faulty", restocked: "damaged", option: "M" }],
        },
      ],
      refunds: [{ status: "pending", reason: "returned", amount: { minor: 12_900 }, staff: "Rauf", endedAt: null }],
    });
    expect(seen.timeline.find((e) => e.kind === "refund")).toMatchObject({ staff: "Rauf", amount: { minor: 12_900 } });
  });

  it("sold at a register names who sold it", async () => {
    const { store, variantId, ctx } = await setup();
    const rauf = await makeConsultant(store.id);
    const register = { storeId: store.id, staffId: rauf.id };
    const sold = await placeOrder({ ownerId: null, lines: [{ variantId, way: { kind: "in_store" } }], till: register });
    expect(await getOfficeOrder(ctx, { orderId: sold.id })).toMatchObject({ soldBy: "Rauf", channel: "tablet" });
    expect(await db().$count(fulfilment, eq(fulfilment.orderId, sold.id))).toBe(1);
  });
});
