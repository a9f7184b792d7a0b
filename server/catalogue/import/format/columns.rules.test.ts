import { describe, expect, it } from "vitest";
import type { ProblemFile } from "./columns.rules";
import {
  type Column,
  findMissingColumns,
  formatMissing,
  isForeignCurrency,
  mapHeader,
  parseMap,
} from "./columns.rules";

/** The column that a header alone is mapped to. */
const readMeaning = (header: string, kind: ProblemFile) => Object.keys(mapHeader([header], kind))[0];

describe("headers by meaning", () => {
  const products: [Column, string[]][] = [
    ["handle", ["Handle", "URL handle"]],
    [
      "title",
      [
        "Title",
        "Name",
        "Наименование",
        "НАИМЕНОВАНИЕ ТОВАРА",
        "Номенклатура",
        "Malın adı",
        "Məhsulun adı",
        "Malin adi",
      ],
    ],
    ["body", ["Body (HTML)", "Description", "Описание", "Təsvir"]],
    ["vendor", ["Vendor", "Brand", "Бренд", "Производитель", "Brend", "İstehsalçı"]],
    ["category", ["Product Category", "Categories", "Группа товаров", "Kateqoriya", "Qrup"]],
    ["type", ["Type", "Вид номенклатуры", "Növ"]],
    ["sku", ["Variant SKU", "SKU", "Артикул", "артикул ", "Код товара", "Malın kodu", "Artikul", "Kod"]],
    [
      "barcode",
      ["Variant Barcode", "EAN-13", "GTIN, UPC, EAN, or ISBN", "Штрихкод", "Штрих-код", "ШК", "Ştrixkod", "Barkod"],
    ],
    [
      "price",
      [
        "Variant Price",
        "Regular price",
        "Price, AZN",
        "Цена",
        "Цена, руб.",
        "Цена розничная",
        "Розничная цена (руб)",
        "Qiymət",
        "QİYMƏT",
        "Qiymet",
        "Satış qiyməti (AZN)",
        "Pərakəndə qiymət",
      ],
    ],
    ["salePrice", ["Sale price", "Цена со скидкой", "Endirimli qiymət"]],
    ["compareAt", ["Variant Compare At Price", "Compare-at price", "Старая цена", "Köhnə qiymət"]],
    [
      "quantity",
      ["Variant Inventory Qty", "Stock", "Остаток", "Кол-во", "Количество, шт.", "Say", "Sayı", "Miqdar", "Qalıq"],
    ],
    ["size", ["Size", "Размер", "Ölçü", "Olcu", "Bədən"]],
    ["colour", ["Color", "Colour", "Цвет", "Rəng", "Reng"]],
    ["characteristic", ["Характеристика", "Xüsusiyyət"]],
    ["images", ["Images", "Фото", "Şəkillər"]],
    ["option1", ["Option1 Value", "Attribute 1 value(s)", "Значения атрибутов 1"]],
  ];
  const stock: [Column, string[]][] = [
    ["store", ["Store", "Location", "Склад", "Магазин", "Mağaza", "Anbar"]],
    [
      "onHand",
      ["On Hand", "On hand (current)", "Available (not editable)", "Остаток", "Конечный остаток", "Qalıq", "Say"],
    ],
    ["onHandNew", ["On hand (new)"]],
    ["sku", ["SKU", "Артикул"]],
  ];
  const rows = (kind: ProblemFile, table: [Column, string[]][]) =>
    table.flatMap(([column, headers]) => headers.map((header) => [kind, header, column] as const));

  it.each([...rows("products", products), ...rows("stock", stock)])("%s: %s is %s", (kind, header, column) =>
    expect(readMeaning(header, kind)).toBe(column),
  );

  it.each(["Цена закупочная", "Цена (опт)", "In stock?", "Price / International", "Google Shopping / Gender", "№", ""])(
    "%s maps to no column",
    (header) => expect(readMeaning(header, "products")).toBeUndefined(),
  );

  it("takes each header once, the closest first", () => {
    expect(mapHeader(["Код", "Артикул", "Цена", "Розничная цена", "Цена"], "products")).toEqual({ sku: 1, price: 3 });
  });

  it("follows the given mapping, also of the second of two equal headers", () => {
    const header = ["GTIN, UPC, EAN, or ISBN", "Цена", "Цена", "Товар", "Модель"];
    expect(mapHeader(header, "products", parseMap("GTIN, UPC, EAN, or ISBN=-, Цена=compareAt,Модель=sku"))).toEqual({
      compareAt: 1,
      price: 2,
      sku: 4,
      title: 3,
    });
    expect(mapHeader(header, "products", new Map([["tsena#2", "price" as const]]))).toMatchObject({ price: 2 });
  });

  it("refuses an invalid mapping", () => {
    expect(() => parseMap("Цена=cena")).toThrow(/no column "cena".*price/);
    expect(() => parseMap("Цена")).toThrow(/Header=column/);
  });

  it("reports missing columns, and where one of several would suffice", () => {
    const names = (kind: ProblemFile, stores: number, header: string[]) =>
      findMissingColumns(mapHeader(header, kind), kind, stores);
    expect(names("products", 0, ["Артикул"])).toEqual([["title"], ["price"]]);
    expect(names("stock", 2, ["Цена"])).toEqual([["sku", "barcode", "handle"], ["onHand", "onHandNew"], ["store"]]);
    expect(names("stock", 1, ["Штрихкод", "Остаток"])).toEqual([]);
    expect(formatMissing("title|sku/barcode", (c) => c.toUpperCase())).toBe("TITLE, SKU / BARCODE");
  });

  it("recognises a header with another currency", () => {
    expect(["Цена, USD", "Price ($)", "Цена, руб.", "Price EUR"].map((h) => isForeignCurrency(h, "AZN"))).toEqual(
      Array(4).fill(true),
    );
    expect(
      ["Цена, ман.", "Price (AZN)", "Price", "Qiymət, ₼", "Цена розничная"].map((h) => isForeignCurrency(h, "AZN")),
    ).toEqual(Array(5).fill(false));
  });
});
