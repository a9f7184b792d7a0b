import { appendFileSync, closeSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { product } from "@/db/schema/catalogue";
import { importRun } from "@/db/schema/catalogue-import";
import { makeShopper } from "@/server/testing/factories";
import { exportHeader, importDir, importFile, productFile, testFile } from "@/server/testing/imports";
import { runImport } from "../commands";
import type { ImportRequest } from "../progress";
import { failStalledRuns, finishRun } from "../runs";
import { createEmptyReport } from "../schema";

beforeEach(async () => {
  await db().execute(
    sql`truncate product, variant, product_image, category, colour, stock_level, stock_movement, import_run, store cascade`,
  );
});

describe("a file that is refused as a whole", () => {
  const good = "a,A,,,,,true,,,,,A,1,10,,,";
  it.each([
    ["missing", () => path.join(importDir, "none.csv"), "NOT_FOUND"],
    ["a folder", () => importDir, "UNREADABLE"],
    ["empty", () => testFile(""), "EMPTY"],
    ["only blank lines", () => testFile("\n\n  \n"), "EMPTY"],
    ["of another header", () => testFile("Name;Colour\nx;y\n"), "WRONG_HEADER"],
    ["without rows", () => productFile(), "NO_ROWS"],
    ["a picture", () => testFile(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0])), "NOT_TEXT"],
    [
      "in an encoding of DOS",
      () =>
        testFile(Buffer.concat([Buffer.from(`${exportHeader}\n${good}\nb,`), Buffer.from([0x8f, 0xe0, 0x8e, 0x9f])])),
      "NOT_TEXT",
    ],
    [
      "a workbook of Excel",
      () => testFile(Buffer.from("PK\u0003\u0004\u0014\0\u0006\0[Content_Types].xml")),
      "WORKBOOK",
    ],
    ["an old workbook of Excel", () => testFile(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])), "WORKBOOK"],
    [
      "with prices in another currency by its header",
      () => testFile("Товар;Цена, USD\nПальто;10\n"),
      "CURRENCY_HEADER",
    ],
    [
      "left with an open quotation mark",
      () => productFile(good, 'b,B,"<p>never closed', "c,C,,,,,true,,,,,C,1,10,,,"),
      "QUOTE_OPEN",
    ],
    ["of misplaced quotation marks", () => productFile(good, 'b,"B"x,,,,,true,,,,,B,1,10,,,'), "QUOTE_MISPLACED"],
  ])("%s: nothing is written", async (_what, make, fault) => {
    const report = await importFile(make());
    expect(report.refusal?.fault).toBe(fault);
    expect(await db().select().from(product)).toHaveLength(0);
    expect((await db().select().from(importRun))[0]).toMatchObject({ status: "refused" });
  });

  it("reports the line of a cell of 200 MB without holding it in memory", async () => {
    const name = productFile(good);
    const mega = Buffer.alloc(1_000_000, "x");
    const handle = openSync(name, "a");
    appendFileSync(handle, 'b,B,"');
    for (let i = 0; i < 200; i++) appendFileSync(handle, mega);
    appendFileSync(handle, '",,,,true,,,,,B,1,10,,,\n');
    closeSync(handle);
    const before = process.memoryUsage().rss;
    const report = await importFile(name);
    rmSync(name);
    expect(report.refusal).toMatchObject({ fault: "CELL_TOO_LARGE", facts: { line: 3 } });
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
    expect(await db().select().from(product)).toHaveLength(0);
  });

  it("also when a single row is nothing but delimiters", async () => {
    const report = await importFile(productFile(good, ",".repeat(3_000_000)));
    expect(report.refusal).toMatchObject({ fault: "CELL_TOO_LARGE", facts: { line: 3 } });
  });

  it.each([
    ["after blank lines", [good, "", "", 'b,B 5" pipe,,,,,true,,,,,,1,10,,,', "c,C,,,,,true,,,,,,1,ten,,,"], [5, 6]],
    ["before blank lines", [good, 'b,B 5" pipe,,,,,true,,,,,,1,10,,,', "", "c,C,,,,,true,,,,,,1,ten,,,"], [3, 5]],
    ["of several lines", [good, 'b,B 5" pipe,"x\ny\nz",,,,true,,,,,,1,10,,,', "c,C,,,,,true,,,,,,1,ten,,,"], [3, 6]],
    ["of two marks", [good, 'b,B 5" 6" pipe,,,,,true,,,,,,1,10,,,', "c,C,,,,,true,,,,,,1,ten,,,"], [3, 4]],
  ])("blames each row with its own line, also behind a refused row %s", async (_what, rows, lines) => {
    const { problems } = await importFile(productFile(...rows));
    expect(problems.filter((p) => p.code === "QUOTE_MISPLACED").map((p) => p.line)).toEqual(lines.slice(0, 1));
    expect(problems.filter((p) => p.code === "PRICE_INVALID").map((p) => p.line)).toEqual(lines.slice(1));
  });

  it("is refused while another import runs, and accepted once that one has stalled", async () => {
    await db().insert(importRun).values({ source: "office", fileName: "other.csv" });
    expect((await importFile(productFile(good))).refusal?.fault).toBe("BUSY");
    await db().update(importRun).set({ heartbeatAt: sql`clock_now() - interval '2 minutes'` });
    expect((await importFile(productFile(good))).products.created).toBe(1);
    expect((await db().select().from(importRun)).map((r) => r.status).sort()).toEqual(["done", "failed"]);
  });

  it("ends with its totals when its report cannot be written in full", async () => {
    const [run] = await db().insert(importRun).values({ source: "office", fileName: "other.csv" }).returning();
    const report = createEmptyReport();
    report.products.created = 7;
    report.pictures.missingNames.push("half \ud83d");
    await finishRun(run?.id ?? "", "done", { phase: "products", rowsDone: 7, rowsTotal: 7, report });
    const [row] = await db().select().from(importRun);
    expect(row).toMatchObject({ status: "done", rowsDone: 7, report: { products: { created: 7 } } });
    expect(row?.finishedAt).not.toBeNull();
  });

  it("is ended by the next process when its own was killed, not earlier", async () => {
    await db().insert(importRun).values({ source: "office", fileName: "other.csv" });
    await failStalledRuns();
    expect((await db().select().from(importRun))[0]?.status).toBe("running");
    await db().update(importRun).set({ heartbeatAt: sql`clock_now() - interval '2 minutes'` });
    await failStalledRuns();
    expect((await db().select().from(importRun))[0]?.status).toBe("failed");
  });

  it("refuses an unknown currency and callers outside the office", async () => {
    expect((await importFile(productFile(good), { currency: "XQZ" })).refusal?.fault).toBe("CURRENCY_UNKNOWN");
    const { ctx } = await makeShopper();
    const request = { ...({} as ImportRequest) };
    await expect(runImport(ctx, request)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  });
});
