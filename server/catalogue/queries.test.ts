import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { category, colour, product, productImage, variant } from "@/db/schema/catalogue";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { listProducts } from "./listing/queries";
import {
  findProductByHandle,
  getCategoryTree,
  listProductCards,
  listRelatedProducts,
  listVariantCards,
} from "./queries";
import { reindexProducts } from "./search/commands";

type CreatedProduct = Awaited<ReturnType<typeof makeProduct>>;
let shirt: CreatedProduct;
let coat: CreatedProduct;
let nizami: Awaited<ReturnType<typeof makeStore>>;

/** Puts a product into a category and colours its variants in turn. */
async function assignCategory(created: CreatedProduct, categoryId: string, colours: string[]) {
  await db().update(product).set({ categoryId }).where(eq(product.id, created.id));
  for (const [i, v] of created.variants.entries()) {
    await db()
      .update(variant)
      .set({ colourKey: colours[i % colours.length] ?? null })
      .where(eq(variant.id, v.id));
  }
}

beforeAll(async () => {
  await db()
    .insert(colour)
    .values([
      { key: "fog", name: { en: "Fog", ru: "Туман" }, hex: "#dfe3e2" },
      { key: "ink", name: { en: "Ink" }, hex: "#223" },
    ]);
  const [women] = await db()
    .insert(category)
    .values({ slug: "women", name: { en: "Women" } })
    .returning();
  const rows = await db()
    .insert(category)
    .values([
      { slug: "women-shirts", name: { en: "Shirts" }, parentId: women?.id ?? null },
      { slug: "women-coats", name: { en: "Coats" }, parentId: women?.id ?? null },
    ])
    .returning();
  shirt = await makeProduct(["L", "S", "M"], 12_900);
  coat = await makeProduct(["S", "38"], 40_000);
  await assignCategory(shirt, rows[0]?.id ?? "", ["fog"]);
  await assignCategory(coat, rows[1]?.id ?? "", ["fog", "ink"]);
  nizami = await makeStore({ code: "nizami" });
  await makeStore({ code: "port" });
  await stock(shirt.variants[2]?.id ?? "", nizami.id, 2);
  const picture = { productId: shirt.id, widths: [400], width: 400, height: 500, alt: { en: "front" } };
  await db()
    .insert(productImage)
    .values([
      { ...picture, src: "/demo/other", colourKey: "ink", position: 0 },
      { ...picture, src: "/demo/fog", colourKey: "fog", position: 1 },
    ]);
  await reindexProducts([shirt.id, coat.id]);
});

describe("cards", () => {
  it("come in the requested order, with the first colour's picture first and without unknown ids", async () => {
    const cards = await listProductCards([coat.id, randomUUID(), shirt.id]);
    expect(cards.map((c) => c.productId)).toEqual([coat.id, shirt.id]);
    expect(cards[1]?.pictures.map((p) => p.src)).toEqual(["/demo/fog", "/demo/other"]);
    expect(cards.map((c) => c.soldOut)).toEqual([true, false]);
    expect(cards[0]?.colours.map((c) => c.key)).toEqual(["fog", "ink"]);
  });
  it("of variants have options, price and the picture of their colour", async () => {
    const [card] = await listVariantCards([shirt.variants[0]?.id ?? ""]);
    expect(card).toMatchObject({ options: ["L"], price: { minor: 12_900, currency: "AZN" }, active: true });
    expect(card?.picture?.src).toBe("/demo/fog");
    expect(card?.colour?.name.ru).toBe("Туман");
  });
});

describe("a product", () => {
  it("has its path and the availability of its variants", async () => {
    const view = await findProductByHandle(shirt.handle);
    expect(view?.path.map((c) => c.slug)).toEqual(["women", "women-shirts"]);
    expect(view?.variants.map((v) => [v.size, v.available])).toEqual([
      ["L", false],
      ["S", false],
      ["M", true],
    ]);
  });
  it("is missing under a wrong handle", async () => expect(await findProductByHandle("nope")).toBeNull());
  it("has neighbours from the same outer category", async () => {
    expect((await listRelatedProducts(shirt.id, 4)).map((c) => c.productId)).toEqual([coat.id]);
  });
});

describe("a listing", () => {
  it("of an outer category holds the inner ones, with sizes in a shop's order", async () => {
    const list = await listProducts({ category: "women" });
    expect(list.total).toBe(2);
    expect(list.facets.sizes).toEqual([
      { value: "S", count: 2 },
      { value: "M", count: 1 },
      { value: "L", count: 1 },
      { value: "38", count: 1 },
    ]);
    expect(list.facets.price).toEqual({ min: 12_900, max: 40_000, currency: "AZN" });
  });
  it("needs one variant that passes all filters at once", async () => {
    expect((await listProducts({ sizes: ["S"], colours: ["ink"] })).total).toBe(0);
    expect((await listProducts({ sizes: ["38"], colours: ["ink"] })).items.map((c) => c.productId)).toEqual([coat.id]);
  });
  it("counts each facet without its own filter", async () => {
    const { facets } = await listProducts({ sizes: ["M"] });
    expect(facets.sizes.find((s) => s.value === "S")?.count).toBe(2);
    expect(facets.colours.map((c) => [c.key, c.count])).toEqual([["fog", 1]]);
  });
  it("shows what is available in a store now, and its count", async () => {
    const list = await listProducts({ store: "nizami" });
    expect(list.items.map((c) => c.productId)).toEqual([shirt.id]);
    expect((await listProducts({ store: "nizami", sizes: ["L"] })).total).toBe(0);
    expect(list.facets.stores.map((s) => [s.code, s.count])).toEqual([
      ["nizami", 1],
      ["port", 0],
    ]);
  });
  it("sorts by price in both directions and only by the listed orders", async () => {
    const prices = async (sort: "price-up" | "price-down") =>
      (await listProducts({ sort })).items.map((c) => c.price.minor);
    expect(await prices("price-up")).toEqual([12_900, 40_000]);
    expect(await prices("price-down")).toEqual([40_000, 12_900]);
  });
  it("is empty, not broken, for punctuation without words", async () => {
    expect((await listProducts({ query: "!!!" })).total).toBe(0);
    expect((await listProducts({ query: "'; drop table product; --" })).items).toBeDefined();
  });
});

it("the tree shows only categories with products", async () => {
  await db()
    .insert(category)
    .values({ slug: "empty", name: { en: "Empty" } });
  expect((await getCategoryTree()).map((c) => [c.slug, c.children.map((k) => k.slug)])).toEqual([
    ["women", ["women-coats", "women-shirts"]],
  ]);
});
