import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { db } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { stockLevel } from "@/db/schema/inventory";
import { inTransaction } from "@/server/platform/transaction";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { listProducts } from "./queries";

let shirt: Awaited<ReturnType<typeof makeProduct>>;
let coat: Awaited<ReturnType<typeof makeProduct>>;

beforeAll(async () => {
  const nizami = await makeStore({ code: "nizami" });
  shirt = await makeProduct(["S"], 9_800);
  coat = await makeProduct(["M"], 40_000);
  for (const { variants } of [shirt, coat]) await stock(variants[0]?.id ?? "", nizami.id, 1);
});

const listHandles = async (input: Parameters<typeof listProducts>[0]) =>
  (await listProducts(input)).items.map((card) => card.productId).sort();
const createStock = (made: typeof shirt, onHand: number) =>
  db()
    .update(stockLevel)
    .set({ onHand })
    .where(eq(stockLevel.variantId, made.variants[0]?.id ?? ""));

it("a listing shows what was committed before the request: stock, prices, sizes, deactivated and activated products", async () => {
  const both = [shirt.id, coat.id].sort();
  expect(await listHandles({ store: "nizami" })).toEqual(both);
  await createStock(shirt, 0);
  expect(await listHandles({ store: "nizami" })).toEqual([coat.id]);
  await createStock(shirt, 1);
  expect(await listHandles({ store: "nizami" })).toEqual(both);
  await db().update(variant).set({ priceMinor: 5_000, size: "XL" }).where(eq(variant.productId, coat.id));
  expect(await listHandles({ priceTo: 6_000 })).toEqual([coat.id]);
  expect((await listProducts({})).facets.sizes.map((s) => s.value)).toEqual(["S", "XL"]);
  await db().update(product).set({ active: false }).where(eq(product.id, coat.id));
  expect(await listHandles({})).toEqual([shirt.id]);
  const mug = await makeProduct([""], 2_400);
  await db().update(product).set({ active: true }).where(eq(product.id, coat.id));
  expect(await listHandles({})).toEqual([...both, mug.id].sort());
});

it("including a transaction that began earlier and ended later", async () => {
  let end = (): void => {};
  let begun = (): void => {};
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const early = inTransaction(async (tx) => {
    await tx
      .update(stockLevel)
      .set({ onHand: 0 })
      .where(eq(stockLevel.variantId, shirt.variants[0]?.id ?? ""));
    begun();
    await mayEnd;
  });
  await hasBegun;
  await createStock(coat, 2);
  expect(await listHandles({ store: "nizami" })).toEqual([shirt.id, coat.id].sort());
  end();
  await early;
  expect(await listHandles({ store: "nizami" })).toEqual([coat.id]);
});

it("nothing of a transaction that was rolled back", async () => {
  await inTransaction(async (tx) => {
    await tx.update(variant).set({ priceMinor: 1 }).where(eq(variant.productId, coat.id));
    await tx.execute(sql`select 1 / 0`);
  }).catch(() => {});
  expect((await listProducts({ sort: "price-up" })).facets.price?.min).toBeGreaterThan(1);
});
