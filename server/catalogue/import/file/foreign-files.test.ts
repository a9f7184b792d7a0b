import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { makeStore } from "@/server/testing/factories";
import { importFile, testFile } from "@/server/testing/imports";
import { parseMap } from "../format/columns.rules";
import { summariseLoss } from "../schema";

beforeEach(async () => {
  await db().execute(
    sql`truncate product, variant, product_image, category, colour, stock_level, stock_movement, import_run, store cascade`,
  );
});

/** A text in windows-1251: Russian letters are in alphabetical order there, Ё apart. */
const encodeWindows1251 = (text: string) =>
  Buffer.from(
    [...text].map((c) => {
      const code = c.codePointAt(0) ?? 0;
      const apart = { ё: 0xb8, Ё: 0xa8, "№": 0xb9, "«": 0xab, "»": 0xbb }[c];
      return apart ?? (code >= 0x410 && code <= 0x44f ? code - 0x350 : code);
    }),
  );

const exportOf1C = [
  "Остатки и цены на 01.11.2026;;;;;;",
  "Организация: ООО «Ромашка»;;;;;;",
  ";;;;;;",
  "Артикул;Номенклатура;Размер;Цвет;Штрихкод;Конечный остаток;Цена розничная, ман.",
  "ПЛ-01;Пальто шерстяное;M;тёмно-синий;4600000000017;2,000;1 250,00",
  "ПЛ-01;Пальто шерстяное;L;тёмно-синий;4600000000024;1,000;1 250,00",
  "СМ-7;Сумка №3;;;4600000000031;12,000;89,90",
].join("\r\n");

const listVariants = async () =>
  [
    ...(await db().execute<{ v: string }>(sql`
      select concat_ws(' | ', p.handle, p.title->>'en', array_to_string(p.option_names, '/'), v.option1, v.option2, v.size,
        v.colour_key, v.sku, v.barcode, v.price_minor, v.compare_at_minor, coalesce(l.on_hand::text, '-')) as v
      from variant v join product p on p.id = v.product_id left join stock_level l on l.variant_id = v.id
      where v.active order by p.handle, v.position`)),
  ].map((row) => row.v);

const items = [
  "palto-sherstyanoe | Пальто шерстяное | Размер/Цвет | M | тёмно-синий | M | temno-siniy | ПЛ-01 | 4600000000017 | 125000 | 2",
  "palto-sherstyanoe | Пальто шерстяное | Размер/Цвет | L | тёмно-синий | L | temno-siniy | ПЛ-01 | 4600000000024 | 125000 | 1",
  "sumka-3 | Сумка №3 |  |  |  | СМ-7 | 4600000000031 | 8990 | 12",
];

describe("files of 1C and Excel", () => {
  beforeEach(async () => {
    await makeStore();
  });

  const marked = (text: string, bytes: "utf16le" | "utf8") => Buffer.from(`\ufeff${text}`, bytes);
  it.each([
    ["in windows-1251 with semicolons", encodeWindows1251(exportOf1C)],
    ["in UTF-8 without a mark", Buffer.from(exportOf1C)],
    ["in UTF-16 with tabs, as Excel's Unicode text", marked(exportOf1C.replaceAll(";", "\t"), "utf16le")],
    ["in UTF-16 of the other order, without a mark", Buffer.from(exportOf1C, "utf16le").swap16()],
    ["with bars", marked(exportOf1C.replaceAll(";", "|"), "utf8")],
    ["behind Excel's own line about the delimiter", Buffer.from(`sep=;\r\n${exportOf1C}`)],
  ])("%s are read from below their titles", async (_what, bytes) => {
    const report = await importFile(testFile(bytes), { locale: "ru" });
    expect(report.refusal).toBeNull();
    expect(summariseLoss(report)).toBeNull();
    expect(await listVariants()).toEqual(items);
  });

  it("report the line that the spreadsheet shows", async () => {
    const { problems } = await importFile(testFile(encodeWindows1251(exportOf1C.replace("89,90", "договорная"))));
    expect(problems.find((p) => p.code === "PRICE_INVALID")).toMatchObject({ line: 7, facts: { value: "договорная" } });
  });

  it("in the encoding of Western and Turkish Windows keep their letters", async () => {
    const bytes = Buffer.from("Name;Vendor;Price\nGr\xf6\xdfe;Caf\xe9 \xdeal;10\n", "latin1");
    await importFile(testFile(bytes));
    expect((await db().select().from(product))[0]).toMatchObject({ title: { en: "Größe" }, vendor: "Café Şal" });
  });

  it("may be Russian far beyond their first pages", async () => {
    const plain = Array.from({ length: 3_000 }, (_, i) => `Plain name number ${i};${i};10,00`).join("\n");
    const report = await importFile(testFile(encodeWindows1251(`Name;SKU;Price\n${plain}\nШапка;Z;10,00\n`)));
    expect(report.products.created).toBe(3_001);
    expect((await listVariants()).some((line) => line.startsWith("shapka | Шапка"))).toBe(true);
  });

  it("distinguish products of one title by SKU, and are unchanged the second time", async () => {
    const rows = ["Malın adı,Kod,Qiymət,Say", "Köynək,A1,30.00,1", "Köynək,A2,35.00,2", "Şal,B1,10.00,3"];
    const given = testFile(rows.join("\n"));
    expect((await importFile(given)).products.created).toBe(3);
    expect((await importFile(given)).products).toEqual({ created: 0, updated: 0, unchanged: 3, refused: 0 });
    const handles = (await db().select().from(product)).map((p) => p.handle);
    expect(handles.sort()).toEqual(["koynek-a1", "koynek-a2", "sal"]);
  });
});

describe("a given mapping of the columns", () => {
  const file = () => testFile("Модель;Что это;Сколько стоит\nA-1;Шапка;10,00\n");
  it("accepts a file that could not be read otherwise", async () => {
    const { refusal } = await importFile(file());
    expect(refusal).toMatchObject({
      fault: "WRONG_HEADER",
      facts: { missing: "title|price", found: "Модель, Что это, Сколько стоит", line: 1 },
    });
    const maps = { products: parseMap("Что это=title,Сколько стоит=price,Модель=sku") };
    expect((await importFile(file(), { maps })).variants.created).toBe(1);
    expect((await db().select().from(variant))[0]).toMatchObject({ sku: "A-1", priceMinor: 1000 });
  });

  it("is refused when no file has such a header", async () => {
    const { refusal } = await importFile(file(), { maps: { products: parseMap("Цена=price") } });
    expect(refusal).toMatchObject({ fault: "MAP_UNKNOWN", facts: { found: "Модель, Что это, Сколько стоит" } });
  });
});

describe("WooCommerce's product export", () => {
  const header =
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Short description",Description,"Date sale price starts","Date sale price ends","In stock?",Stock,"Sale price","Regular price",Categories,Tags,Images,Parent,"Attribute 1 name","Attribute 1 value(s)","Attribute 2 name","Attribute 2 value(s)"';
  const rows = [
    '12,variable,HD,,Hoodie,1,,"<p>Warm.</p>\\n<p>Soft.</p>",,,1,,,,"Clothing > Hoodies, Sale","warm, soft","https://s.test/a.jpg, https://s.test/b.jpg",,Color,"Red, Blue",Size,"S, M"',
    '31,variation,HD-R,4006381333931,"Hoodie - Red",1,,,,,1,3,40.00,50.00,,,https://s.test/red.jpg,HD,Color,Red,Size,S',
    '32,variation,HD-B,,"Hoodie - Blue",1,,,2020-01-01,2020-02-01,1,2,40.00,50.00,,,,id:12,Color,Blue,Size,',
    '33,variation,HD-X,,"Hoodie - Red, M",0,,,,,1,2,,50.00,,,,HD,Color,Red,Size,M',
    "40,simple,CAP,,Hoodie,-1,Short words,,,,1,,,20.00,Caps,,,,Color,Green,Material,Wool",
    "41,external,EXT,,Elsewhere,1,,,,,1,,,20.00,,,,,,,,",
    "42,variation,LOST,,Nobody's,1,,,,,1,1,,20.00,,,,id:99,Color,Red,,",
  ];

  it("becomes products with their variations, current sale prices, categories and pictures", async () => {
    await makeStore();
    const report = await importFile(testFile([header, ...rows].join("\n")));
    expect(report.problems.map((p) => [p.line, p.code, p.facts])).toEqual([
      [7, "KIND_NOT_SOLD", { handle: "elsewhere", kind: "external" }],
      [8, "PARENT_UNKNOWN", { parent: "id:99" }],
    ]);
    expect(summariseLoss(report)).toMatchObject({ products: 1, variants: 2 });
    expect(await listVariants()).toEqual([
      "hoodie | Hoodie | Color/Size | Red | S | S | red | HD-R | 4006381333931 | 4000 | 5000 | 3",
      "hoodie | Hoodie | Color/Size | Blue | S | S | blue | HD-B | 5000 | -",
      "hoodie | Hoodie | Color/Size | Blue | M | M | blue | HD-B | 5000 | -",
      "hoodie-40 | Hoodie | Color | Green |  | green | CAP | 2000 | -",
    ]);
    const [hoodie, cap] = await db().select().from(product).orderBy(product.handle);
    expect(hoodie).toMatchObject({
      active: true,
      tags: ["warm", "soft"],
      description: { en: "<p>Warm.</p>\n<p>Soft.</p>" },
    });
    expect(cap).toMatchObject({ active: false, description: { en: "<p>Short words</p>" } });
    expect((await db().execute(sql`select slug from category order by 1`)).map((c) => c.slug)).toEqual([
      "caps",
      "hoodies",
    ]);
    expect(report.pictures.notLookedFor).toBe(3);
    const again = await importFile(testFile([header, ...rows].join("\n")));
    expect(again.products).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  });
});

describe("Shopify's inventory export", () => {
  const header =
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)";
  const products = () =>
    testFile(
      "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Variant Price\nhat,Hat,Size,S,,4006381333931,10\nhat,,,M,HAT-M,,10\n",
    );

  it("counts by the location's name, a new figure before the current one, and skips what is not stocked", async () => {
    await makeStore({ code: "nizami", name: "Nizami St.", position: 1 });
    await makeStore({ code: "port", name: "Port Baku", position: 2 });
    const stock = [
      header,
      "hat,Hat,Size,S,,,,,,,,Nizami St.,0,0,1,4,5,",
      "hat,Hat,Size,M,,,,,HAT-M,,,Nizami St.,0,0,0,2,2,7",
      "hat,Hat,Size,S,,,,,,,,Port Baku,not stocked,not stocked,not stocked,not stocked,not stocked,",
      "hat,Hat,Size,M,,,,,HAT-M,,,port,0,0,0,-1,-1,",
      "hat,Hat,Size,M,,,,,HAT-M,,,Attic,0,0,0,1,1,",
    ];
    const report = await importFile(products(), { stock: testFile(stock.join("\n")) });
    expect(report.problems.map((p) => `${p.line} ${p.code}`)).toEqual(["6 STORE_UNKNOWN"]);
    const levels = await db().execute<{ l: string }>(sql`
      select concat_ws(' ', v.option1, s.code, l.on_hand) as l from stock_level l join store s on s.id = l.store_id
      join variant v on v.id = l.variant_id order by 1`);
    expect([...levels].map((row) => row.l)).toEqual(["M nizami 7", "M port 0", "S nizami 5"]);
  });

  it("needs no store column with one store, and finds by barcode; with two stores it reports what is missing", async () => {
    await makeStore({ code: "one" });
    const stock = testFile("Штрихкод;Остаток\n04006381333931;6\n");
    expect((await importFile(products(), { stock })).stock).toEqual({ set: 1, unchanged: 0, refused: 0 });
    await makeStore({ code: "two" });
    expect((await importFile(products(), { stock })).refusal).toMatchObject({
      fault: "WRONG_HEADER",
      facts: { missing: "store" },
    });
  });
});
