import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { listStockViolations } from "@/server/inventory/queries";
import { isAppError } from "@/server/platform/errors";
import { runBroken } from "@/server/testing/broken";
import { makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { paidBefore } from "@/server/testing/payments";
import { cancel } from "./commands";
import * as limits from "./limits";
import { reserve } from "./reserve";

afterEach(async () => expect(await listStockViolations()).toEqual([]));

/** Stores with plenty of the same two items. */
async function setup(stores: number) {
  const all = await Promise.all(Array.from({ length: stores }, () => makeStore()));
  const product = await makeProduct(["S", "M"]);
  const [s = "", m = ""] = product.variants.map((v) => v.id);
  for (const { id } of all) for (const variantId of [s, m]) await stock(variantId, id, 50);
  return { ids: all.map((a) => a.id), names: all.map((a) => a.name), s, m };
}
type Shopper = Awaited<ReturnType<typeof makeShopper>>;
const contact = { name: "Leyla", contact: "leyla@example.test" };

const reserveOne = (
  by: Shopper,
  {
    storeId = "",
    variantId,
    quantity = 1,
  }: { storeId?: string | undefined; variantId: string; quantity?: number | undefined },
) =>
  reserve(by.ctx, { key: randomUUID(), storeId, lines: [{ variantId, quantity }], contact }).then(
    ({ id }) => ({ id }),
    (e: unknown) => (isAppError(e) ? { code: e.appCode, ...e.details } : Promise.reject(e)),
  );
const countReserved = (answers: object[]) => answers.filter((a) => "id" in a).length;

test("an item is reserved by one shopper in one store at a time; the refusal names the store", async () => {
  const { ids, names, s, m } = await setup(2);
  const leyla = await makeShopper();
  const first = await reserveOne(leyla, { storeId: ids[0], variantId: s });
  const there = { code: "ALREADY_RESERVED", pickupId: "id" in first && first.id, storeName: names[0] };
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: s })).toEqual(there);
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: m })).toHaveProperty("id");
  expect(await reserveOne(leyla, { storeId: ids[0], variantId: s })).toHaveProperty("id");
  expect(await reserveOne(await makeShopper(), { storeId: ids[1], variantId: s })).toHaveProperty("id");
});

test("an item given back, or not found, counts no longer", async () => {
  const { ids, s } = await setup(2);
  const leyla = await makeShopper();
  const first = await reserveOne(leyla, { storeId: ids[0], variantId: s });
  if ("id" in first) await cancel(leyla.ctx, { pickupId: first.id });
  const second = await reserveOne(leyla, { storeId: ids[1], variantId: s });
  expect(second).toHaveProperty("id");
  // Not found: the store declined the line.
  await db().execute(
    sql`update pickup_line set status = 'declined' where pickup_id = ${"id" in second ? second.id : ""}`,
  );
  expect(await reserveOne(leyla, { storeId: ids[0], variantId: s })).toHaveProperty("id");
});

test("one shopper reserves ten items at most over all reservations", async () => {
  const { ids, s, m } = await setup(2);
  const leyla = await makeShopper();
  expect(await reserveOne(leyla, { storeId: ids[0], variantId: s, quantity: 7 })).toHaveProperty("id");
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: m, quantity: 4 })).toEqual({
    code: "TOO_MANY_PIECES",
    limit: 10,
    held: 7,
  });
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: m, quantity: 3 })).toHaveProperty("id");
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: m })).toEqual({
    code: "TOO_MANY_PIECES",
    limit: 10,
    held: 10,
  });
});

test("paid pickups count in none of the limits", async () => {
  const { ids, s, m } = await setup(3);
  const leyla = await makeShopper();
  for (const storeId of ids) {
    const paid = await reserveOne(leyla, { storeId, variantId: s, quantity: 10 });
    expect(paid).toHaveProperty("id");
    if ("id" in paid) await paidBefore(paid.id);
  }
  // Neither as reservations, nor as quantity, nor as an item reserved elsewhere.
  expect(await reserveOne(leyla, { storeId: ids[0], variantId: s, quantity: 5 })).toHaveProperty("id");
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: m, quantity: 6 })).toEqual({
    code: "TOO_MANY_PIECES",
    limit: 10,
    held: 5,
  });
  expect(await reserveOne(leyla, { storeId: ids[1], variantId: m, quantity: 5 })).toHaveProperty("id");
});

test("eight stores at once give one shopper the item once; without the limits all eight do", async () => {
  const { ids, s } = await setup(8);
  const everywhere = async () => {
    const leyla = await makeShopper();
    return Promise.all(ids.map((id) => reserveOne(leyla, { storeId: id, variantId: s })));
  };
  const answers = await everywhere();
  expect(countReserved(answers)).toBe(1);
  expect(answers.filter((a) => "code" in a && a.code === "ALREADY_RESERVED")).toHaveLength(7);
  expect(countReserved(await runBroken(limits, { assertWithinLimits: async () => {} }, everywhere))).toBe(8);
});
