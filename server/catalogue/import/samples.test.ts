import path from "node:path";
import { sql } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { makeStore } from "@/server/testing/factories";
import { importFile } from "@/server/testing/imports";
import { importLocales, summariseLoss } from "./schema";

beforeEach(async () => {
  await db().execute(
    sql`truncate product, variant, product_image, category, colour, stock_level, stock_movement, import_run, store cascade`,
  );
});

const getSamplePath = (name: string) => path.resolve("public/samples", name);

it.each(importLocales)("the sample files in %s are imported completely", async (locale) => {
  await makeStore({ code: "nizami" });
  await makeStore({ code: "port" });
  const stock = getSamplePath(`stock-${locale}.csv`);
  const report = await importFile(getSamplePath(`products-${locale}.csv`), { locale, stock });
  expect(report).toMatchObject({ refusal: null, problemCount: 0, products: { created: 2 }, variants: { created: 3 } });
  expect(report).toMatchObject({ stock: { set: 3, refused: 0 }, pictures: { notLookedFor: 2 } });
  expect(summariseLoss(report)).toBeNull();
  const rows = await db().execute(sql`select size, colour_key is not null as coloured from variant order by sku`);
  expect([...rows].map((r) => r.size)).toEqual(["M", "S", null]);
});
