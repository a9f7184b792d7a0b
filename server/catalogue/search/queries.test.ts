import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { product } from "@/db/schema/catalogue";
import { seedDemo } from "@/server/app/demo/demo";
import { makeProduct } from "@/server/testing/factories";
import { getSuggestions, listProducts } from "../listing/queries";
import { reindexProducts } from "./commands";
import { findBestProducts } from "./queries";

/**
 * [query, handle of a product that must be among the first five, whether it is misspelt, inflected or in another
 * alphabet].
 */
const searches: [query: string, handle: string, bent?: true][] = [
  ["nizami linen shirt", "nizami-linen-shirt"],
  ["linnen shirt", "nizami-linen-shirt", true],
  ["linen shrit nizami", "nizami-linen-shirt", true],
  ["льняная рубашка", "nizami-linen-shirt"],
  ["рубашку из льна", "sabail-band-collar-shirt", true],
  ["рубашка низами", "nizami-linen-shirt"],
  ["kətan köynək", "nizami-linen-shirt"],
  ["ketan koynek", "nizami-linen-shirt", true],
  ["koynek nizami", "nizami-linen-shirt", true],
  ["köynəyi nizami", "nizami-linen-shirt"],
  ["rubashka flanel", "mugham-flannel-shirt", true],
  ["фланелевую рубашку", "mugham-flannel-shirt", true],
  ["he,firf jrcajhl", "bulvar-oxford-shirt", true],
  ["oxford shirt", "bulvar-oxford-shirt"],
  ["gingham", "khazar-gingham-shirt"],
  ["силковая gulistan", "gulistan-silk-shirt", true],
  ["ipək köynək", "gulistan-silk-shirt"],
  ["overshirt corduroy", "yanar-corduroy-overshirt"],
  ["t-shirt", "everyday-t-shirt"],
  ["футболки", "everyday-t-shirt", true],
  ["futbolka", "heavy-pocket-t-shirt"],
  ["polo", "court-pique-polo"],
  ["свитер с косами", "shusha-cable-jumper"],
  ["sviter", "guba-chunky-jumper"],
  ["merino jumpr", "merino-crew-jumper", true],
  ["водолазка", "lahij-roll-neck"],
  ["kardiqan", "library-cardigan"],
  ["кардиганы", "sheki-cable-cardigan", true],
  ["hoodie grey", "loopback-hoodie"],
  ["худи", "weekend-zip-hoodie"],
  ["leather jacket", "ganja-leather-jacket"],
  ["кожаная куртка", "ganja-leather-jacket"],
  ["kojanaya kurtka", "ganja-leather-jacket", true],
  ["dəri gödəkçə", "ganja-leather-jacket"],
  ["deri godekce", "ganja-leather-jacket", true],
  ["denim jaket", "selvedge-denim-jacket", true],
  ["пальто", "khazri-wool-coat"],
  ["yun palto", "khazri-wool-coat"],
  ["herringbone", "old-town-herringbone-coat"],
  ["trenchcoat", "fountain-square-trench", true],
  ["плащ", "fountain-square-trench"],
  ["пиджак твидовый", "tweed-blazer", true],
  ["jeans", "straight-selvedge-jeans"],
  ["джинсы", "wide-leg-jeans"],
  ["джинсов узких", "slim-jeans", true],
  ["djinsi", "wide-leg-jeans", true],
  ["cins", "slim-jeans"],
  ["şalvar", "linen-wide-trousers"],
  ["salvar ketan", "linen-wide-trousers", true],
  ["шорты", "linen-shorts"],
  ["yubka", "denim-mini-skirt"],
  ["ubka mini", "denim-mini-skirt", true],
  ["вечернее платье", "evening-slip-dress"],
  ["платья", "garden-tie-dress", true],
  ["don", "nizami-shirt-dress"],
  ["шарф", "caspian-wool-scarf"],
  ["krossovki", "court-sneakers", true],
  ["кроссовок", "suede-runners", true],
  ["sneekers", "court-sneakers", true],
  ["idman ayaqqabısı", "court-sneakers"],
  ["çelsi", "chelsea-boots"],
  ["ботинки", "derby-work-boots"],
  ["çanta", "market-tote"],
  ["canta", "leather-tote", true],
  ["ремень", "bridle-belt"],
  ["көйнәк", "nizami-linen-shirt", true],
];

beforeAll(() => seedDemo());

const searchHandles = async (query: string) => (await listProducts({ query })).items.map((item) => item.handle);

describe("search", () => {
  it("has at least 40 queries, a third of them misspelt", () => {
    expect(searches.length).toBeGreaterThanOrEqual(40);
    expect(searches.filter(([, , bent]) => bent).length).toBeGreaterThanOrEqual(searches.length / 3);
  });

  it("ranks the product among the first five for nine in ten", async () => {
    const failures: string[] = [];
    for (const [query, handle] of searches) {
      const first = (await searchHandles(query)).slice(0, 5);
      if (!first.includes(handle)) failures.push(`${query} → ${handle}; got ${first.join(", ") || "nothing"}`);
    }
    if (failures.length > 0)
      console.info(`search misses ${failures.length} of ${searches.length}:\n${failures.join("\n")}`);
    expect(failures.length).toBeLessThanOrEqual(searches.length / 10);
  });

  it("ranks an exact name first", async () => {
    expect((await searchHandles("Port overshirt"))[0]).toBe("port-overshirt");
    expect((await searchHandles("Рубашка-куртка «Порт»"))[0]).toBe("port-overshirt");
    expect((await searchHandles("Port üst köynəyi"))[0]).toBe("port-overshirt");
  });

  it("finds nothing for a product that does not exist", async () => {
    expect(await searchHandles("zxqwv")).toEqual([]);
    expect(await searchHandles("холодильник")).toEqual([]);
  });

  it("stays within the category", async () => {
    const { items } = await listProducts({ query: "linen", category: "men" });
    expect(items.length).toBeGreaterThan(0);
    expect(items.map((item) => item.handle)).not.toContain("nizami-linen-shirt");
  });

  it("suggests while a word is being typed", async () => {
    expect((await getSuggestions("niz")).products.map((p) => p.handle)).toContain("nizami-linen-shirt");
    expect(
      (await getSuggestions("koyn")).categories.map((c) => c.slug).every((slug) => /shirts|tops|dresses/.test(slug)),
    ).toBe(true);
    expect((await getSuggestions("руб")).categories.length).toBeGreaterThan(0);
    expect((await getSuggestions("")).products).toEqual([]);
  });
});

it("follows renamed products: a word's cached postings are reloaded when they change", async () => {
  const made = await makeProduct(["M"]);
  const call = async (en: string) => {
    await db().update(product).set({ title: { en } }).where(eq(product.id, made.id));
    await reindexProducts([made.id]);
  };
  const answers = async (query: string) => (await findBestProducts(query, 12)).includes(made.id);
  await call("Zyqwort Vest");
  expect(await answers("zyqwort")).toBe(true);
  await call("Plain Vest");
  expect(await answers("zyqwort")).toBe(false);
  await call("Zyqwort Vest");
  expect([await answers("zyqwort"), await answers("vest")]).toEqual([true, true]);
  await db().update(product).set({ active: false }).where(eq(product.id, made.id));
  await reindexProducts([made.id]);
  expect(await answers("vest")).toBe(false);
});
