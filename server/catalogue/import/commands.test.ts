import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { category, colour, product, variant } from "@/db/schema/catalogue";
import { importRun } from "@/db/schema/catalogue-import";
import { makeStore } from "@/server/testing/factories";
import { importDir, importFile, productFile, shirt, testFile } from "@/server/testing/imports";
import { getSuggestions } from "../listing/queries";
import { type ImportReport, summariseLoss } from "./schema";

const listVariants = (handle: string) =>
  db()
    .select()
    .from(variant)
    .where(sql`product_id = (select id from product where handle = ${handle})`)
    .orderBy(variant.position);
const findProduct = async (handle: string) => (await db().select().from(product).where(eq(product.handle, handle)))[0];
const listProblemCodes = (report: ImportReport) => report.problems.map((p) => `${p.line} ${p.code}`);

beforeEach(async () => {
  await db().execute(
    sql`truncate product, variant, product_image, category, colour, stock_level, stock_movement, import_run, store cascade`,
  );
});

describe("a well-formed file", () => {
  it("becomes products, variants, categories and colours", async () => {
    const report = await importFile(
      productFile(...shirt, "mug,Mug,,United,,,true,Title,Default Title,,,'4160,4,24.00,,,"),
    );
    expect(report).toMatchObject({ products: { created: 2 }, variants: { created: 4 }, refusal: null });
    const variants = await listVariants("shirt");
    expect(variants.map((v) => [v.size, v.colourKey, v.sku, v.priceMinor, v.compareAtMinor, v.currency])).toEqual([
      ["S", "navy-blue", "SH-S", 9800, 12000, "AZN"],
      ["M", "navy-blue", "SH-M", 9800, null, "AZN"],
      ["M", "moss", null, 10250, null, "AZN"],
    ]);
    expect((await listVariants("mug"))[0]).toMatchObject({ sku: "4160", option1: "", size: null });
    expect(await findProduct("mug")).toMatchObject({ optionNames: [], categoryId: null, active: true });
    expect(await findProduct("shirt")).toMatchObject({ tags: ["linen", "summer"], productType: "Shirts" });
    expect((await getSuggestions("linen")).products.map((p) => p.handle)).toEqual(["shirt"]);
    expect(await db().select().from(category)).toMatchObject([{ slug: "shirts", name: { en: "Shirts" } }]);
    expect((await db().select().from(colour)).map((c) => c.key).sort()).toEqual(["moss", "navy-blue"]);
  });

  it("is unchanged the second time and updated where it differs", async () => {
    const given = productFile(...shirt);
    await importFile(given);
    const second = await importFile(given);
    expect(second.products).toEqual({ created: 0, updated: 0, unchanged: 1, refused: 0 });
    expect(second.variants).toEqual({ created: 0, updated: 0, unchanged: 3, refused: 0, retired: 0 });
    const before = await listVariants("shirt");
    const third = await importFile(
      productFile(shirt[0] ?? "", (shirt[1] ?? "").replace("98.00", "88.00"), shirt[2] ?? ""),
    );
    expect(third.products).toMatchObject({ updated: 1, unchanged: 0 });
    expect(third.variants).toMatchObject({ updated: 1, unchanged: 2, created: 0 });
    const after = await listVariants("shirt");
    expect(after.map((v) => v.id)).toEqual(before.map((v) => v.id));
    expect(after[1]?.priceMinor).toBe(8800);
  });

  it("lets two variants swap their sizes and deactivates those it no longer names", async () => {
    await importFile(productFile(...shirt));
    const [s, m] = await listVariants("shirt");
    const swapped = productFile(
      "shirt,Linen Shirt,,,Shirts,,true,Size,M,Color,Navy Blue,SH-S,3,98.00,,,",
      "shirt,,,,,,,,S,,Navy Blue,SH-M,3,98.00,,,",
    );
    const report = await importFile(swapped);
    expect(report.variants).toMatchObject({ updated: 2, created: 0, retired: 1 });
    const rows = await listVariants("shirt");
    expect(rows.find((v) => v.id === s?.id)).toMatchObject({ size: "M", sku: "SH-S", active: true });
    expect(rows.find((v) => v.id === m?.id)).toMatchObject({ size: "S", sku: "SH-M", active: true });
    expect(rows.filter((v) => !v.active)).toHaveLength(1);
  });

  it("keeps the other languages when one is imported", async () => {
    const one = (title: string) => productFile(`cap,${title},,,Caps,,true,Title,Default Title,,,CAP,1,10,,,`);
    await importFile(one("Cap"));
    await importFile(one("Кепка"), { locale: "ru" });
    expect((await findProduct("cap"))?.title).toEqual({ en: "Cap", ru: "Кепка" });
    await importFile(one("Camp Cap"));
    expect((await findProduct("cap"))?.title).toEqual({ en: "Camp Cap", ru: "Кепка" });
  });

  it("may have a byte order mark, CRLF, semicolons, decimal commas, scattered rows and few columns", async () => {
    const rows = [
      "\ufeffHandle;Title;COLOUR NAME;Option1 Name;Option1 Value;Variant Price;Body (HTML)",
      'a;Alpha;;Farbe;Rot;"98,00";"<p>one\r\ntwo</p>"',
      "b;Beta;;;;1 234,50;",
      "a;;;;Blau;98,00;",
    ];
    const report = await importFile(testFile(rows.join("\r\n")));
    expect(report).toMatchObject({ products: { created: 2, refused: 0 }, variants: { created: 3 }, problemCount: 0 });
    expect((await listVariants("a")).map((v) => v.colourKey)).toEqual(["rot", "blau"]);
    expect((await listVariants("b"))[0]?.priceMinor).toBe(123_450);
  });

  it("may be UTF-16, as spreadsheets write it", async () => {
    const text = "\ufeffHandle\tTitle\tVariant Price\nşal\tŞal\t9.90\n";
    expect((await importFile(testFile(Buffer.from(text, "utf16le")))).products.created).toBe(1);
    expect((await findProduct("şal"))?.title.en).toBe("Şal");
  });

  it("has its HTML sanitised", async () => {
    const evil =
      '<p onclick="x()" style="color:red" class="a">Hi<script>alert(1)</script><img src=x onerror=alert(1)></p>' +
      '<a href="javascript:alert(1)">j</a><a href="https://example.test/" target="_blank">ok</a><svg onload=x><a xlink:href="javascript:x">s</a></svg><iframe src="//evil"></iframe>';
    await importFile(
      productFile(`h,"T<script>alert(1)</script>itle","${evil.replaceAll('"', '""')}",,,,true,,,,,,,1,,,`),
    );
    const row = await findProduct("h");
    expect(row?.title.en).toBe("Title");
    expect(row?.description.en).toBe('<p>Hi</p><a>j</a><a href="https://example.test/">ok</a>');
  });
});

describe("prices", () => {
  const priced = (handle: string, price: string, compareAt = "") =>
    `${handle},A,,,,,true,,,,,,,${price},${compareAt},,`;

  it("that are ambiguous or of another currency are refused with their row", async () => {
    const report = await importFile(
      productFile(
        priced("a", "1.200"),
        priced("b", "₼ 2.500"),
        priced("c", "12.340"),
        priced("d", "$49.00"),
        priced("e", "49.00", "USD 60"),
        priced("f", "49.00", "1.999"),
        priced("g", "₼ 1200.00"),
        priced("h", '"1.200,00"'),
        priced("i", "1 200.50"),
      ),
    );
    expect(listProblemCodes(report).filter((c) => !c.endsWith("NO_VARIANT") && !c.endsWith("NO_STORE"))).toEqual([
      "2 PRICE_UNCLEAR",
      "3 PRICE_UNCLEAR",
      "4 PRICE_UNCLEAR",
      "5 PRICE_FOREIGN",
      "6 PRICE_FOREIGN",
      "7 PRICE_UNCLEAR",
    ]);
    const prices = await db().select({ minor: variant.priceMinor }).from(variant).orderBy(variant.priceMinor);
    expect(prices.map((p) => p.minor)).toEqual([120_000, 120_000, 120_050]);
  });

  it("of a second currency are refused with the whole file", async () => {
    await importFile(productFile(priced("a", "98.00")));
    const report = await importFile(productFile(priced("b", "49.00")), { currency: "EUR" });
    expect(report.refusal).toMatchObject({ fault: "CURRENCY_OTHER", facts: { currency: "EUR", other: "AZN" } });
    expect(await db().select().from(variant)).toHaveLength(1);
  });

  it("of a currency in which the shop does not sell are refused, also by an empty catalogue", async () => {
    const report = await importFile(productFile(priced("b", "49.00")), { currency: "EUR" });
    expect(report.refusal).toMatchObject({ fault: "CURRENCY_NOT_SOLD", facts: { currency: "EUR", sold: "AZN" } });
    expect(await db().select().from(variant)).toHaveLength(0);
  });
});

describe("texts that no column accepts", () => {
  it("reject their row or picture, are shown in full, and the run ends", async () => {
    const long = `${"x".repeat(59)}👗👗`;
    const report = await importFile(
      productFile(
        `a,A👗,,${"v".repeat(199)}👗,,,true,,,,,,,10,,https://cdn.test/a%00.jpg,`,
        `b,B,,,,,true,,,,,,,${long},,,`,
        `c,C&#0;\u0007,,,${"t".repeat(119)}👗,,true,,,,,C,,10,,https://cdn.test/%f0%9f.jpg,`,
        `d,D,,V${"👗".repeat(120)},${"t".repeat(119)}👗,,true,,,,,D,,10,,https://cdn.test/none.jpg,`,
      ),
      { images: importDir },
    );
    expect(listProblemCodes(report)).toEqual(["1 NO_STORE", "2 PICTURE_NAME", "3 PRICE_INVALID", "3 NO_VARIANT"]);
    const texts = JSON.stringify([report, await db().select().from(product), await db().select().from(importRun)]);
    expect(texts).not.toMatch(/\\u0000|\\u0007|\\ud83d/);
    expect(await db().select().from(importRun)).toMatchObject([
      { status: "done", report: { problemCount: report.problemCount } },
    ]);
  });
});

describe("a bad row", () => {
  beforeEach(async () => {
    await makeStore();
  });

  it("is reported with its line and reason, and the rest is imported", async () => {
    const report = await importFile(
      productFile(
        'a,A,"<p>two',
        'lines</p>",,,,true,Size,S,,,A-S,1,10,,,',
        "a,,,,,,,,M,,,A-M,1,ten,,,",
        "a,,,,,,,,L,,,A-S,1,10,,,",
        "a,,,,,,,,XL,,,A-XL,1.5,10,,,",
        "a,,,,,,,,S,,,,1,10,,,",
        "a,,,,,,,,,,,A-NO,1,10,,,",
        ",B,,,,,true,,,,,,,10,,,",
        "no handle!,C,,,,,true,,,,,,,10,,,",
        "d,,,,,,true,,,,,D,1,10,,,",
        'e,E,,,,,true,Size,5" pipe,,,,,10,,,',
        "f,F,,,,,true,,,,,F,1,10,,,,,,surplus",
        "g,G,,,,,true,,,,,G,1,10,-3,,",
        "h,H,,,,,true,,,,,H,1,10,,,",
      ),
    );
    expect(listProblemCodes(report).sort()).toEqual(
      [
        "4 PRICE_INVALID",
        "5 SKU_REPEATED",
        "6 QUANTITY_INVALID",
        "7 OPTION_REPEATED",
        "8 OPTION_MISSING",
        "9 HANDLE_MISSING",
        "10 HANDLE_INVALID",
        "11 TITLE_MISSING",
        "12 QUOTE_MISPLACED",
        "13 COLUMN_COUNT",
        "14 COMPARE_AT_INVALID",
        "14 NO_VARIANT",
      ].sort(),
    );
    expect(report.products).toMatchObject({ created: 2, refused: 2 });
    expect(report.variants).toMatchObject({ created: 3, refused: 10 });
    expect(summariseLoss(report)).toMatchObject({ products: 2, variants: 10 });
    expect(await findProduct("d")).toBeUndefined();
    expect(await findProduct("g")).toBeUndefined();
  });

  it("does not deactivate its variant", async () => {
    await importFile(productFile(...shirt));
    const report = await importFile(
      productFile(shirt[0] ?? "", (shirt[1] ?? "").replace("98.00", "oops"), shirt[2] ?? ""),
    );
    expect(report.variants).toMatchObject({ refused: 1, retired: 0 });
    expect((await listVariants("shirt")).every((v) => v.active)).toBe(true);
  });

  it("affects its own product only when the database refuses it", async () => {
    await db().execute(sql`alter table product add constraint no_cursed check (handle <> 'cursed')`);
    try {
      const report = await importFile(
        productFile("a,A,,,,,true,,,,,A,1,10,,,", "cursed,C,,,,,true,,,,,C,1,10,,,", ...shirt),
      );
      expect(report.products).toMatchObject({ created: 2, refused: 1 });
      expect(listProblemCodes(report)).toContain("3 NOT_STORED");
      expect(await db().select().from(variant)).toHaveLength(4);
    } finally {
      await db().execute(sql`alter table product drop constraint no_cursed`);
    }
  });
});
