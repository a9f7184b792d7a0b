import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { inTransaction } from "@/server/platform/transaction";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { fulfilHolds, hasAvailable, holdStock, holdStockWith, releaseHolds, setOnHand } from "./commands";
import { findNearestStoreWith, getAvailability, getAvailableInStore, listStockViolations } from "./queries";

const inAnHour = () => new Date(Date.now() + 3_600_000);
const request = (storeId: string, items: { variantId: string; quantity: number }[], expiresAt = inAnHour()) => ({
  storeId,
  items,
  ownerId: randomUUID(),
  referenceId: randomUUID(),
  purpose: "pickup" as const,
  expiresAt,
});

async function stockStore(pieces: number, sizes = ["M"]) {
  const store = await makeStore();
  const product = await makeProduct(sizes);
  for (const v of product.variants) await stock(v.id, store.id, pieces);
  return { store, product, variantIds: product.variants.map((v) => v.id) };
}

afterEach(async () => expect(await listStockViolations()).toEqual([]));

it("sums lines of the same variant before it checks the stock", async () => {
  const { store, variantIds } = await stockStore(3);
  const [variantId = ""] = variantIds;
  const twice = [
    { variantId, quantity: 2 },
    { variantId, quantity: 2 },
  ];
  await expect(inTransaction((tx) => holdStock(tx, request(store.id, twice)))).rejects.toMatchObject({
    appCode: "OUT_OF_STOCK",
    details: { variantId, available: 3 },
  });
  expect((await getAvailableInStore(store.id, [variantId])).get(variantId)).toBe(3);
});

it("holds all lines or none", async () => {
  const { store, variantIds } = await stockStore(2, ["S", "M"]);
  const [a = "", b = ""] = variantIds;
  const requested = [
    { variantId: a, quantity: 1 },
    { variantId: b, quantity: 3 },
  ];
  await expect(inTransaction((tx) => holdStock(tx, request(store.id, requested)))).rejects.toMatchObject({
    appCode: "OUT_OF_STOCK",
  });
  expect([...(await getAvailableInStore(store.id, variantIds)).values()]).toEqual([2, 2]);
});

it("never deadlocks on carts with the same variants in any order", async () => {
  const { store, variantIds } = await stockStore(1_000, ["XS", "S", "M", "L", "XL"]);
  const shuffled = () => [...variantIds].sort(() => Math.random() - 0.5);
  const takers = Array.from({ length: 60 }, () =>
    inTransaction((tx) =>
      holdStock(
        tx,
        request(
          store.id,
          shuffled().map((variantId) => ({ variantId, quantity: 1 })),
        ),
      ),
    ),
  );
  const results = await Promise.allSettled(takers);
  expect(results.filter((r) => r.status === "rejected")).toEqual([]);
  expect([...(await getAvailableInStore(store.id, variantIds)).values()]).toEqual([940, 940, 940, 940, 940]);
});

it("ends a hold once, whoever comes first", async () => {
  const { store, variantIds } = await stockStore(1);
  const [variantId = ""] = variantIds;
  const r = request(store.id, [{ variantId, quantity: 1 }]);
  await inTransaction((tx) => holdStock(tx, r));
  const ends = await Promise.all([
    ...Array.from({ length: 5 }, () => inTransaction((tx) => releaseHolds(tx, r))),
    ...Array.from({ length: 5 }, () =>
      inTransaction((tx) => fulfilHolds(tx, r, { reason: "collected", actorId: null })),
    ),
  ]);
  expect(ends.filter((n) => n === 1)).toHaveLength(1);
});

it("counts an overdue hold as free before it is swept", async () => {
  const { store, product, variantIds } = await stockStore(2);
  const [variantId = ""] = variantIds;
  const r = request(store.id, [{ variantId, quantity: 2 }], new Date(Date.now() - 1_000));
  await inTransaction((tx) => holdStock(tx, r));
  const { stores } = await getAvailability({ productId: product.id });
  expect(stores.find((s) => s.storeId === store.id)?.pieces[variantId]).toBe(2);
  await inTransaction((tx) => releaseHolds(tx, r));
});

it("returns what each store has and when it would be ready", async () => {
  const { store, product, variantIds } = await stockStore(2);
  const { checkedAt, stores } = await getAvailability({ productId: product.id });
  const ownStore = stores.find((s) => s.storeId === store.id);
  expect(ownStore?.pieces).toEqual({ [variantIds[0] ?? ""]: 2 });
  const minutes = (Date.parse(ownStore?.promisedAt ?? "") - Date.parse(checkedAt)) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(60);
  expect(minutes).toBeLessThanOrEqual(65);
  expect((await getAvailability({ productId: randomUUID() })).stores.every((s) => !Object.keys(s.pieces).length)).toBe(
    true,
  );
});

it("finds the nearest other store that has it", async () => {
  const here = await makeStore({ latitude: 40.37, longitude: 49.84 });
  const near = await makeStore({ latitude: 40.36, longitude: 49.85, name: "Near" });
  const far = await makeStore({ latitude: 52.52, longitude: 13.4 });
  const [variant] = (await makeProduct()).variants;
  const variantId = variant?.id ?? "";
  await stock(variantId, here.id, 5);
  await stock(variantId, near.id, 1);
  await stock(variantId, far.id, 5);
  expect(await findNearestStoreWith({ variantId, quantity: 1, storeId: here.id })).toMatchObject({
    storeId: near.id,
    pieces: 1,
  });
  expect(await findNearestStoreWith({ variantId, quantity: 2, storeId: here.id })).toMatchObject({ storeId: far.id });
  expect(await findNearestStoreWith({ variantId, quantity: 9, storeId: here.id })).toBeNull();
});

it("imports a count, never below what is held, with the ledger", async () => {
  const { store, variantIds } = await stockStore(5, ["S", "M"]);
  const [a = "", b = ""] = variantIds;
  await inTransaction((tx) => holdStock(tx, request(store.id, [{ variantId: a, quantity: 3 }])));
  const [fresh] = (await makeProduct()).variants;
  const counted = [
    { variantId: a, storeId: store.id, onHand: 1 },
    { variantId: b, storeId: store.id, onHand: 5 },
    { variantId: fresh?.id ?? "", storeId: store.id, onHand: 7 },
  ];
  expect(await inTransaction((tx) => setOnHand(tx, counted, "import"))).toBe(2);
  expect(await inTransaction((tx) => setOnHand(tx, counted, "import"))).toBe(0);
  const free = await getAvailableInStore(store.id, [a, b, fresh?.id ?? ""]);
  expect([free.get(a), free.get(b), free.get(fresh?.id ?? "")]).toEqual([0, 5, 7]);
});

/** Ten buyers at once for three items. Returns how many got one, and the errors of the others. */
async function tenBuyers(command: typeof holdStock) {
  const { store, variantIds } = await stockStore(3);
  const [variantId = ""] = variantIds;
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () =>
      inTransaction((tx) => command(tx, request(store.id, [{ variantId, quantity: 1 }]))),
    ),
  );
  const refusals = results.flatMap((r) => (r.status === "rejected" ? [r.reason as { appCode?: string }] : []));
  return { orders: 10 - refusals.length, codes: new Set(refusals.map((r) => r.appCode ?? "untyped")) };
}

it("gives three items to three of ten buyers and refuses seven", async () => {
  expect(await tenBuyers(holdStockWith(hasAvailable))).toEqual({ orders: 3, codes: new Set(["OUT_OF_STOCK"]) });
});

it("oversells without its guard, and only the table's check is left", async () => {
  const unguarded = holdStockWith(() => sql`true`);
  const backstop = await tenBuyers(unguarded);
  expect(backstop).toEqual({ orders: 3, codes: new Set(["untyped"]) });
  await db().execute(sql`alter table stock_level drop constraint stock_level_reserved`);
  expect((await tenBuyers(unguarded)).orders).toBe(10);
  expect((await listStockViolations()).length).toBeGreaterThan(0);
  // Releases the extra holds, so that the constraint can be restored after each test.
  await db().execute(sql`update stock_hold set ended_at = clock_now(), outcome = 'released' where ended_at is null`);
  await db().execute(sql`update stock_level set reserved = 0`);
  await db().execute(
    sql`alter table stock_level add constraint stock_level_reserved check (reserved >= 0 and reserved <= on_hand)`,
  );
});
