import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { seedDemo } from "./demo";
import { shelves } from "./garments/categories";
import { demoCloths } from "./garments/cloths";
import { demoColours } from "./garments/colours";
import { drawnPictures } from "./pictures";
import { demoProducts } from "./products";

beforeAll(async () => {
  expect(await seedDemo()).toBe(true);
});

const count = async (query: ReturnType<typeof sql>) => Number((await db().execute<{ n: string }>(query))[0]?.n);

describe("the demo", () => {
  it("is seeded once", async () => {
    expect(await seedDemo()).toBe(false);
    expect(await count(sql`select count(*) as n from product`)).toBe(demoProducts.length);
    expect(demoProducts.length).toBeGreaterThanOrEqual(60);
  });

  it("has a category, a material and named colours for every product, in three languages", () => {
    const colours = new Set(demoColours.map((colour) => colour.key));
    for (const demo of demoProducts) {
      expect(demoCloths[demo.cloth], demo.slug).toBeDefined();
      expect(shelves.some((shelf) => shelf.kinds.includes(demo.kind))).toBe(true);
      expect(demo.colours.filter((key) => !colours.has(key))).toEqual([]);
      for (const text of [demo.title, demo.text]) {
        expect(text.ru, demo.slug).toMatch(/[а-яё]/);
        expect(text.az, demo.slug).toBeTruthy();
      }
    }
  });

  it("has drawn pictures for existing products and colours only", () => {
    const known = new Map(demoProducts.map((demo) => [demo.slug, demo.colours]));
    const unknown = drawnPictures().filter(({ slug, colour }) => !known.get(slug)?.includes(colour));
    expect(unknown.map(({ base }) => base)).toEqual([]);
  });

  it("keeps stock and its ledger equal, with last items and sold-out variants", async () => {
    expect(
      await count(sql`
        select count(*) as n from stock_level l
        full join (select variant_id, store_id, sum(delta) as moved from stock_movement group by 1, 2) m
          using (variant_id, store_id)
        where l.on_hand is distinct from m.moved`),
    ).toBe(0);
    expect(await count(sql`select count(*) as n from stock_level where on_hand = 1`)).toBeGreaterThan(50);
    expect(
      await count(sql`select count(*) as n from variant v where not exists
        (select 1 from stock_level l where l.variant_id = v.id)`),
    ).toBeGreaterThan(10);
  });

  it("stocks its stores differently", async () => {
    const rows = await db().execute<{ pieces: number }>(
      sql`select sum(on_hand)::int as pieces from stock_level group by store_id`,
    );
    expect(new Set([...rows].map((row) => row.pieces)).size).toBe(5);
  });
});
