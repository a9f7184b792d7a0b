import { randomUUID } from "node:crypto";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { category, product as products } from "@/db/schema/catalogue";
import { stockLevel } from "@/db/schema/inventory";
import { inTransaction } from "@/server/platform/transaction";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeOffice, makeProduct, makeStore, stock } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import { adjustOnHand, fulfilHolds, holdStock, setOnHand } from "../commands";
import { getLedger } from "../office/queries";
import { ledgerFilterSchema } from "../office/schema";
import { listStockViolations } from "../queries";
import { bookCount, cancelCount, countLine, openCount } from "./commands";
import * as queries from "./queries";
import { getCount, listCountLines, listCounts } from "./queries";
import type { LineFilterKind } from "./schema";

afterEach(async () => expect([...(await listStockViolations()), ...(await broken("count_booked"))]).toEqual([]));

async function setup(pieces = 10) {
  const store = await makeStore();
  const office = await makeOffice();
  const product = await makeProduct(["S", "M"]);
  const [a = "", b = ""] = product.variants.map((v) => v.id);
  for (const id of [a, b]) await stock(id, store.id, pieces);
  const open = async (slug: string | null = null) =>
    (await openCount(office.ctx, { storeId: store.id, category: slug })).countId;
  const count = (countId: string, variantId: string, number: number, add = false) =>
    countLine(office.ctx, { key: randomUUID(), countId, variantId, pieces: number, add });
  const bookIt = (countId: string) => bookCount(office.ctx, { key: randomUUID(), countId });
  const onHand = async (variantId: string) => {
    const at = and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, store.id));
    return (await db().select().from(stockLevel).where(at))[0]?.onHand;
  };
  const lines = async (countId: string, show: LineFilterKind = "all") =>
    (await listCountLines(office.ctx, { countId, show })).lines;
  return { store, office, product, a, b, open, count, bookIt, onHand, lines };
}

const holdOne = async (storeId: string, variantId: string, quantity: number) => {
  const hold = { ownerId: randomUUID(), referenceId: randomUUID(), purpose: "pickup" as const };
  const expiresAt = new Date(Date.now() + 3_600_000);
  await inTransaction((tx) => holdStock(tx, { storeId, items: [{ variantId, quantity }], ...hold, expiresAt }));
  return hold;
};

const sell = async (storeId: string, variantId: string) => {
  const hold = await holdOne(storeId, variantId, 1);
  await inTransaction((tx) => fulfilHolds(tx, hold, { reason: "collected", actorId: null }));
};

/** The tests' sales have movements without an actor; the invariant about that is not under test here. */
const signSales = () => db().execute(sql`update stock_movement set reason = 'seed' where actor_id is null`);

test("books differences, with who, why and the count, and skips uncounted lines", async () => {
  const { store, office, a, b, open, count, bookIt, onHand, lines } = await setup();
  const c = (await makeProduct()).variants[0]?.id ?? "";
  const d = (await makeProduct()).variants[0]?.id ?? "";
  await stock(d, store.id, 4);
  const countId = await open();
  expect(await count(countId, a, 8)).toMatchObject({ expected: 10, counted: 8, difference: -2, isBooked: false });
  await count(countId, b, 10);
  expect(await count(countId, c, 1)).toMatchObject({ expected: 0, difference: 1 });
  expect((await lines(countId, "differences")).map((l) => l.variantId).sort()).toEqual([a, c].sort());
  expect((await lines(countId, "uncounted")).map((l) => l.variantId)).toEqual([d]);
  expect(await getCount(office.ctx, { countId })).toMatchObject({ status: "open", articles: 4, counted: 3, open: 2 });
  expect(await bookIt(countId)).toEqual({ articles: 2, pieces: -1, kept: 0, over: true });
  expect([await onHand(a), await onHand(b), await onHand(c), await onHand(d)]).toEqual([8, 10, 1, 4]);
  const seen = await getCount(office.ctx, { countId });
  expect(seen).toMatchObject({ status: "booked", open: 0, booked: -1, openedBy: "Anna", endedBy: "Anna" });
  const { movements } = await getLedger(office.ctx, ledgerFilterSchema.parse({ storeId: store.id, reason: "counted" }));
  const link = { kind: "count", id: countId };
  expect(movements.map((m) => [m.delta, m.document, m.link, m.actor])).toEqual(
    expect.arrayContaining([
      [-2, `№ ${seen.number}`, link, "Anna"],
      [1, `№ ${seen.number}`, link, "Anna"],
    ]),
  );
  await expect(count(countId, a, 5)).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  await expect(bookIt(countId)).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
});

test("a store has one open count; cancelling it books nothing more", async () => {
  const { store, office, a, open, count, onHand } = await setup();
  const countId = await open();
  const again = await Promise.all(
    Array.from({ length: 4 }, () => openCount(office.ctx, { storeId: store.id, category: null })),
  );
  expect(again).toEqual(again.map(() => ({ countId, fresh: false })));
  await count(countId, a, 3);
  await cancelCount(office.ctx, { countId });
  expect(await onHand(a)).toBe(10);
  await expect(cancelCount(office.ctx, { countId })).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  const next = await open();
  expect(next).not.toBe(countId);
  const ids = (await listCounts(office.ctx, {})).counts.filter((c) => c.store.id === store.id).map((c) => c.id);
  expect(ids).toEqual([next, countId]);
});

test("a category is counted with all below it, and nothing else", async () => {
  const { product, a, b, open, count, lines, store } = await setup();
  const slug = `outer-${randomUUID().slice(0, 8)}`;
  const [outer] = await db()
    .insert(category)
    .values({ slug, name: { en: "Outer" } })
    .returning();
  const [inner] = await db()
    .insert(category)
    .values({ slug: `inner-${slug}`, name: { en: "Inner" }, parentId: outer?.id ?? null })
    .returning();
  await db()
    .update(products)
    .set({ categoryId: inner?.id ?? null })
    .where(eq(products.id, product.id));
  const foreign = (await makeProduct()).variants[0]?.id ?? "";
  await stock(foreign, store.id, 3);
  const countId = await open(slug);
  expect((await lines(countId)).map((l) => l.variantId)).toEqual([a, b]);
  await expect(count(countId, foreign, 3)).rejects.toMatchObject({ appCode: "UNKNOWN_VARIANT" });
  await expect(open("nowhere")).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});

test("never takes reserved stock: the line is kept back, the rest is booked, and a recount of it is booked", async () => {
  const { store, a, b, open, count, bookIt, onHand, lines } = await setup();
  const countId = await open();
  await holdOne(store.id, a, 4);
  await count(countId, a, 3);
  await count(countId, b, 9);
  expect(await bookIt(countId)).toEqual({ articles: 1, pieces: -1, kept: 1, over: false });
  expect([await onHand(a), await onHand(b)]).toEqual([10, 9]);
  expect((await lines(countId)).map((l) => [l.refusal, l.isBooked, l.booked])).toEqual([
    ["reserved", false, 0],
    [null, true, -1],
  ]);
  expect(await count(countId, a, 4)).toMatchObject({ refusal: null, difference: -6 });
  expect(await bookIt(countId)).toEqual({ articles: 1, pieces: -6, kept: 0, over: true });
  expect(await onHand(a)).toBe(4);
});

test("a line corrected after its count is counted again, not corrected twice", async () => {
  const { store, office, a, b, open, count, bookIt, onHand, lines } = await setup();
  const countId = await open();
  await count(countId, a, 9);
  await count(countId, b, 9);
  // A picker did not find the item either, and an import corrected it as well.
  const correction = { variantId: a, storeId: store.id, delta: -1, actorId: office.id };
  await inTransaction((tx) => adjustOnHand(tx, correction));
  await inTransaction((tx) => setOnHand(tx, [{ variantId: b, storeId: store.id, onHand: 9 }], "import"));
  expect(await bookIt(countId)).toEqual({ articles: 0, pieces: 0, kept: 2, over: false });
  expect((await lines(countId, "differences")).map((l) => l.refusal)).toEqual(["corrected", "corrected"]);
  for (const id of [a, b]) expect(await count(countId, id, 9)).toMatchObject({ difference: 0, refusal: null });
  expect(await bookIt(countId)).toEqual({ articles: 0, pieces: 0, kept: 0, over: true });
  expect([await onHand(a), await onHand(b)]).toEqual([9, 9]);
});

test("items are scanned one by one; a sale in between requires a recount of that item", async () => {
  const { store, a, b, open, count, bookIt, onHand } = await setup(3);
  const countId = await open();
  for (let n = 1; n <= 3; n++) expect(await count(countId, a, 1, true)).toMatchObject({ counted: n, refusal: null });
  await count(countId, b, 1, true);
  await sell(store.id, b);
  expect(await count(countId, b, 1, true)).toMatchObject({ counted: 2, refusal: "moved" });
  expect(await bookIt(countId)).toEqual({ articles: 0, pieces: 0, kept: 1, over: false });
  expect(await count(countId, b, 2)).toMatchObject({ expected: 2, difference: 0, refusal: null });
  expect(await bookIt(countId)).toMatchObject({ kept: 0, over: true });
  expect([await onHand(a), await onHand(b)]).toEqual([3, 2]);
  await signSales();
});

test("a call that is sent twice counts once", async () => {
  const { office, a, open } = await setup();
  const input = { key: randomUUID(), countId: await open(), variantId: a, pieces: 1, add: true };
  const answers = await Promise.all(Array.from({ length: 6 }, () => countLine(office.ctx, input)));
  expect(new Set(answers.map((l) => l.counted))).toEqual(new Set([1]));
});

test("is for the office only", async () => {
  const { store, a, open } = await setup();
  const countId = await open();
  const { ctx } = await makeConsultant(store.id, "manager");
  expect(() => openCount(ctx, { storeId: store.id, category: null })).toThrow("NOT_FOUND");
  expect(() => countLine(ctx, { key: randomUUID(), countId, variantId: a, pieces: 1, add: true })).toThrow("NOT_FOUND");
  expect(() => bookCount(ctx, { key: randomUUID(), countId })).toThrow("NOT_FOUND");
  expect(() => cancelCount(ctx, { countId })).toThrow("NOT_FOUND");
  await expect(listCounts(ctx, {})).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await expect(getCount(ctx, { countId })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await expect(listCountLines(ctx, { countId, show: "all" })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});

/**
 * A store sells before, during and while a count is booked. Of `a` two items are missing from the shelf, of `b` there
 * are three too many. Returns how much the stock is too high in the end; zero, if every sale was respected.
 */
async function countWhileSelling() {
  const { store, a, b, open, count, bookIt, onHand } = await setup(40);
  const shelf = new Map([
    [a, 38],
    [b, 43],
  ]);
  const sellOne = async (id: string) => {
    await sell(store.id, id);
    shelf.set(id, (shelf.get(id) ?? 0) - 1);
  };
  const sales = (n: number) => Array.from({ length: n }, (_, i) => sellOne(i % 2 ? a : b));
  const countId = await open();
  await Promise.all(sales(6));
  for (const id of [a, b]) await count(countId, id, shelf.get(id) ?? 0);
  await Promise.all(sales(6));
  await Promise.all([...sales(10), bookIt(countId), ...sales(10)]);
  const tooMany = [];
  for (const id of [a, b]) tooMany.push(((await onHand(id)) ?? 0) - (shelf.get(id) ?? 0));
  await signSales();
  return tooMany;
}

test("counting while the store sells loses no sale", async () => {
  expect(await countWhileSelling()).toEqual([0, 0]);
});

const mutants: [string, SQL<number>][] = [
  ["overwriting the books with what was counted", sql`c.counted - l.on_hand`],
  ["comparing with what was expected when the count was opened", sql`c.counted - c.expected`],
];
test.each(mutants)("%s loses sales", async (_, difference) => {
  const tooMany = await runBroken(queries, { getCountedDifference: () => difference }, countWhileSelling);
  expect(tooMany.some((n) => n !== 0)).toBe(true);
});
