import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { store } from "@/db/schema/stores";
import { makeStore } from "@/server/testing/factories";
import { importFile, productFile, shirt, testFile } from "@/server/testing/imports";
import type { ImportReport } from "../schema";

const listLevels = () =>
  db()
    .select({ sku: variant.sku, code: store.code, onHand: stockLevel.onHand })
    .from(stockLevel)
    .innerJoin(variant, eq(variant.id, stockLevel.variantId))
    .innerJoin(store, eq(store.id, stockLevel.storeId));
const listProblemCodes = (report: ImportReport) => report.problems.map((p) => `${p.line} ${p.code}`);

beforeEach(async () => {
  await db().execute(
    sql`truncate product, variant, product_image, category, colour, stock_level, stock_movement, import_run, store cascade`,
  );
});

describe("stock", () => {
  it("is imported from the product file into the first store, as a movement of the ledger", async () => {
    await makeStore({ code: "second", position: 2 });
    await makeStore({ code: "first", position: 1 });
    const given = productFile(...shirt);
    const report = await importFile(given);
    expect(report.stock).toEqual({ set: 2, unchanged: 1, refused: 0 });
    expect((await listLevels()).every((l) => l.code === "first")).toBe(true);
    expect((await db().select().from(stockMovement)).map((m) => [m.delta, m.reason]).sort()).toEqual([
      [2, "import"],
      [3, "import"],
    ]);
    expect((await importFile(given)).stock).toEqual({ set: 0, unchanged: 3, refused: 0 });
    expect(await db().select().from(stockMovement)).toHaveLength(2);
  });

  it("is imported per store from a stock file, by SKU or by handle and options; bad lines are reported", async () => {
    await makeStore({ code: "nizami", position: 1 });
    await makeStore({ code: "port", position: 2 });
    const stock = testFile(
      [
        "SKU,Handle,Option1 Value,Option2 Value,Store,On Hand",
        "SH-S,,,,nizami,5",
        "SH-S,,,,PORT,7",
        ",shirt,M,Moss,port,9",
        "SH-S,,,,nizami,6",
        "NOPE,,,,port,1",
        "SH-M,,,,moon,1",
        "SH-M,,,,port,many",
        ",,,,port,1",
      ].join("\n"),
    );
    const report = await importFile(productFile(...shirt), { stock });
    expect(listProblemCodes(report)).toEqual([
      "5 STOCK_REPEATED",
      "6 VARIANT_UNKNOWN",
      "7 STORE_UNKNOWN",
      "8 QUANTITY_INVALID",
      "9 HANDLE_MISSING",
    ]);
    expect(report.stock).toEqual({ set: 3, unchanged: 0, refused: 5 });
    expect((await listLevels()).map((l) => `${l.sku} ${l.code} ${l.onHand}`).sort()).toEqual([
      "SH-S nizami 5",
      "SH-S port 7",
      "null port 9",
    ]);
  });

  it("finds a SKU in any case, and requires more where a SKU is shared", async () => {
    await makeStore({ code: "nizami", position: 1 });
    const products = productFile(
      "a,A,,,,,true,Size,S,,,DUP,,10,,,",
      "a,,,,,,,,M,,,DUP,,10,,,",
      "b,B,,,,,true,,,,,Own-1,,10,,,",
      "c,C,,,,,true,,,,,DUP,,10,,,",
    );
    const lines = [
      "dup,,,nizami,1",
      "own-1,,,nizami,5",
      "DUP,a,M,nizami,7",
      "DUP,c,,nizami,9",
      "DUP,a,,nizami,2",
      "DUP,b,,nizami,2",
    ];
    const stock = testFile(["SKU,Handle,Option1 Value,Store,On Hand", ...lines].join("\n"));
    const report = await importFile(products, { stock });
    expect(listProblemCodes(report).filter((c) => c.endsWith("AMBIGUOUS"))).toEqual([
      "2 SKU_AMBIGUOUS",
      "6 SKU_AMBIGUOUS",
      "7 SKU_AMBIGUOUS",
    ]);
    expect(report.stock).toEqual({ set: 3, unchanged: 0, refused: 3 });
    expect((await listLevels()).map((l) => `${l.sku} ${l.onHand}`).sort()).toEqual(["DUP 7", "DUP 9", "Own-1 5"]);
  });

  it("finds a SKU in any spelling", async () => {
    await makeStore({ code: "port", position: 1 });
    const stock = testFile(["SKU,Store,On Hand", "sh\u2013s,port,5", "SH-M\u200b,port,6"].join("\n"));
    const report = await importFile(productFile(...shirt), { stock });
    expect(listProblemCodes(report)).toEqual([]);
    expect((await listLevels()).map((l) => `${l.sku} ${l.onHand}`)).toEqual(
      expect.arrayContaining(["SH-S 5", "SH-M 6"]),
    );
  });
  it("refuses a broken stock file before any product is written", async () => {
    const report = await importFile(productFile(...shirt), { stock: testFile("SKU,Pieces\nSH-S,3\n") });
    expect(report.refusal).toMatchObject({ file: "stock", fault: "WRONG_HEADER" });
    expect(await db().select().from(product)).toHaveLength(0);
  });

  it("never falls below what is reserved", async () => {
    await makeStore({ code: "first" });
    await importFile(productFile(...shirt));
    await db().update(stockLevel).set({ reserved: 2 }).where(eq(stockLevel.onHand, 3));
    const report = await importFile(
      productFile((shirt[0] ?? "").replace("SH-S,3", "SH-S,1"), shirt[1] ?? "", shirt[2] ?? ""),
    );
    expect(listProblemCodes(report)).toEqual(["2 STOCK_BELOW_RESERVED"]);
    expect((await listLevels()).find((l) => l.sku === "SH-S")?.onHand).toBe(2);
  });

  it("is not counted without a store, and the report says so", async () => {
    expect(listProblemCodes(await importFile(productFile(...shirt)))).toEqual(["1 NO_STORE"]);
  });
});
