import { parsePrice } from "@/server/platform/money";
import { toSlug } from "./rules";

export type ProblemFile = "products" | "stock";

/**
 * The columns and the headers that mean them in shops' files: Shopify's (its old and new names first) and WooCommerce's
 * exports, then what people write in English, Russian and Azerbaijani. Case, accents, punctuation and units do not
 * matter.
 */
const headers = {
  handle: "handle|url handle|product handle",
  title:
    "title|product title|name|product name|item name|наименование|наименование товара|название|название товара|номенклатура|товар|имя|malın adı|məhsulun adı|məhsul adı|mal adı|məhsul|adı|ad|başlıq",
  body: "body html|body|description|product description|описание|описание товара|təsvir|məhsulun təsviri|açıqlama",
  shortBody: "short description|краткое описание|qısa təsvir",
  vendor:
    "vendor|brand|brands|manufacturer|бренд|бренды|марка|торговая марка|производитель|brend|marka|istehsalçı|firma",
  category:
    "product category|standard product type|category|categories|категория|категории|категория товара|группа|группа товаров|раздел|kateqoriya|kateqoriyalar|qrup|bölmə",
  type: "type|product type|custom product type|тип|тип товара|вид товара|вид номенклатуры|növ|malın növü|məhsulun növü",
  tags: "tags|labels|теги|метки|teqlər|etiketlər",
  published: "published|published on online store|опубликован|опубликовано|dərc olunub",
  status: "status|статус|vəziyyət",
  option1Name: "option1 name|attribute 1 name|название атрибута 1|имя атрибута 1",
  option1: "option1 value|attribute 1 values|attribute 1 value s|значения атрибутов 1|значение атрибута 1",
  option2Name: "option2 name|attribute 2 name|название атрибута 2|имя атрибута 2",
  option2: "option2 value|attribute 2 values|attribute 2 value s|значения атрибутов 2|значение атрибута 2",
  option3Name: "option3 name|attribute 3 name|название атрибута 3|имя атрибута 3",
  option3: "option3 value|attribute 3 values|attribute 3 value s|значения атрибутов 3|значение атрибута 3",
  size: "size|размер|размеры|размер одежды|ölçü|ölçüsü|ölçülər|beden|bədən",
  colour: "color|colour|цвет|цвет товара|расцветка|rəng|rəngi|rənglər|renk",
  characteristic:
    "variant|variation|характеристика|характеристика номенклатуры|характеристики|вариант|variasiya|variant adı|xüsusiyyət",
  sku: "variant sku|sku|item number|item code|article|article number|style code|артикул|артикул товара|артикул поставщика|код артикула|код товара|код номенклатуры|код|artikul|malın kodu|məhsulun kodu|məhsul kodu|mal kodu|kod",
  barcode:
    "variant barcode|barcode|barcodes|ean|ean 13|ean13|gtin|upc|gtin upc ean or isbn|gtin upc ean или isbn|штрихкод|штрих код|штрихкоды|шк|ştrixkod|ştrix kod|barkod|ştrix",
  quantity:
    "variant inventory qty|inventory quantity|inventory qty|stock|on hand|available|quantity|qty|остаток|остатки|остаток на складе|конечный остаток|свободный остаток|количество|количество на складе|кол во|колво|кол|запасы|say|sayı|miqdar|miqdarı|qalıq|anbar qalığı|stok|ədəd|ədəd sayı",
  price:
    "variant price|regular price|retail price|selling price|цена розничная|розничная цена|розница|цена продажи|базовая цена|pərakəndə qiymət|pərakəndə satış qiyməti|satış qiyməti|price|unit price|цена|цена за единицу|qiymət|qiyməti",
  salePrice: "sale price|акционная цена|цена распродажи|цена со скидкой|endirimli qiymət|aksiya qiyməti",
  saleStarts: "date sale price starts|дата начала действия скидки|дата начала действия распродажи",
  saleEnds: "date sale price ends|дата окончания действия скидки|дата окончания действия распродажи",
  compareAt:
    "variant compare at price|compare at price|old price|старая цена|цена до скидки|прежняя цена|köhnə qiymət|əvvəlki qiymət|endirimsiz qiymət",
  image: "image src|product image url|image url",
  images:
    "images|image|picture|pictures|photo|photos|изображения|изображение|картинка|картинки|фото|фотография|фотографии|şəkil|şəkillər|foto",
  imagePosition: "image position",
  imageAlt: "image alt text",
  variantImage: "variant image|variant image url",
  woocommerceId: "id",
  woocommerceParent: "parent|родительский|родитель",
  store: "store|store code|store name|location|shop|warehouse|магазин|склад|филиал|точка|mağaza|anbar|filial",
  onHandNew: "on hand new",
  onHand:
    "on hand|on hand current|available|available not editable|stock|quantity|qty|остаток|остатки|остаток на складе|конечный остаток|свободный остаток|количество|количество на складе|кол во|колво|кол|запасы|say|sayı|miqdar|miqdarı|qalıq|anbar qalığı|stok|ədəd|ədəd sayı",
} as const;
export type Column = keyof typeof headers;
export const allColumns = Object.keys(headers) as Column[];

const stockColumns = [
  ...["sku", "barcode", "handle", "title", "store", "onHandNew", "onHand"],
  ...["option1Name", "option1", "option2Name", "option2", "option3Name", "option3", "size", "colour", "characteristic"],
];
/** The columns that a kind of file may have. */
export const columnsByFile: Record<ProblemFile, Column[]> = {
  products: allColumns.filter((c) => !["store", "onHand", "onHandNew"].includes(c)),
  stock: allColumns.filter((c) => stockColumns.includes(c)),
};

/** A data row: cell texts by column name, trimmed; a column that the file lacks is "". */
export type Row = { line: number; cells: Record<Column, string> };

/** An empty row. */
export const blankCells = Object.fromEntries(allColumns.map((c) => [c, ""])) as Row["cells"];

/** Units and currencies behind a header's name, which do not affect its meaning. */
const units = new Set(
  "html azn manat man ман манат rub ruble rubles руб рублей р eur euro евро usd gel kzt try tl шт штук pcs pc əd ədəd ед sm см"
    .split(" ")
    .map(toSlug),
);

/** A header without case, accents, punctuation and trailing units; Cyrillic letters transliterated. */
function foldHeader(text: string): string {
  const words = toSlug(text).split("-");
  while (words.length > 1 && units.has(words.at(-1) ?? "")) words.pop();
  return words.join("") || text.trim().toLowerCase();
}

const columnByHeader: Record<Column, string[]> = Object.fromEntries(
  allColumns.map((column) => [column, headers[column].split("|").map(foldHeader)]),
) as Record<Column, string[]>;

/** The position of each column in a file. */
export type ColumnPositions = Partial<Record<Column, number>>;
/** A mapping chosen by a person, by the folded header: the column that is meant, or null for none. */
export type HeaderMap = ReadonlyMap<string, Column | null>;

/** A key for each header of a line: folded, and numbered from its second occurrence on. */
export function toHeaderKeys(cells: string[]): string[] {
  const met = new Map<string, number>();
  return cells.map((cell) => {
    const folded = foldHeader(cell);
    const times = (met.get(folded) ?? 0) + 1;
    met.set(folded, times);
    return times === 1 ? folded : `${folded}#${times}`;
  });
}

/**
 * Positions of the columns in a header line of a kind of file: first by `given`, then by meaning, where the first of
 * two equal headers counts. A header is one column.
 */
export function mapHeader(cells: string[], kind: ProblemFile, given: HeaderMap = new Map()): ColumnPositions {
  const folded = cells.map(foldHeader);
  const found: ColumnPositions = {};
  const taken = new Set<number>();
  const take = (column: Column, at: number) => {
    if (at < 0 || found[column] !== undefined || taken.has(at)) return;
    found[column] = at;
    taken.add(at);
  };
  for (const [at, header] of toHeaderKeys(cells).entries()) {
    const column = given.get(header);
    if (column === null) taken.add(at);
    else if (column && columnsByFile[kind].includes(column)) take(column, at);
  }
  for (const column of columnsByFile[kind]) {
    for (const meaning of columnByHeader[column])
      take(
        column,
        folded.findIndex((f, i) => f === meaning && !taken.has(i)),
      );
  }
  return found;
}

/**
 * The columns that a kind of file lacks, each as the alternatives of which one would suffice. `stores`: the number of
 * stores to distinguish.
 */
export function findMissingColumns(at: ColumnPositions, kind: ProblemFile, stores: number): Column[][] {
  // Without a handle products are distinguished by their titles.
  const ofProducts: Column[][] = [["title"], ["price"]];
  const stock: Column[][] = [
    ["sku", "barcode", "handle"],
    ["onHand", "onHandNew"],
  ];
  const needed = kind === "products" ? ofProducts : stores > 1 ? [...stock, ["store" as const]] : stock;
  return needed.filter((columns) => columns.every((column) => at[column] === undefined));
}

/** The result of `findMissingColumns` as words: "Name, SKU / Barcode". */
export const formatMissing = (missing: string, nameOf: (column: Column) => string): string =>
  missing
    .split("|")
    .map((one) =>
      one.replace(/\w+/g, (word) => (word in headers ? nameOf(word as Column) : word)).replaceAll("/", " / "),
    )
    .join(", ");

/**
 * Parses `Цена розничная=price,Код=sku,Вес=-` (a header may contain commas itself; `-` leaves a column unused). Throws
 * a plain sentence for an unknown column.
 */
export function parseMap(text: string): Map<string, Column | null> {
  const map = new Map<string, Column | null>();
  let rest = text.trim();
  while (rest !== "") {
    const [whole = "", header = "", column = ""] = /^(.+?)\s*=\s*(-|\w+)\s*(?:,\s*|$)/u.exec(rest) ?? [];
    if (whole === "") throw new Error(`--map: "${rest}" is not of the form Header=column.`);
    if (column !== "-" && !(column in headers))
      throw new Error(`--map: there is no column "${column}". Columns are: ${allColumns.join(", ")}, or - for none.`);
    map.set(foldHeader(header), column === "-" ? null : (column as Column));
    rest = rest.slice(whole.length);
  }
  return map;
}

/** Whether a header says that the prices below are in another currency: "Цена, USD" in a run for AZN. */
export function isForeignCurrency(header: string, currency: string): boolean {
  const word = header.match(/[\p{L}\p{Sc}]+\.?(?=[\s)\]]*$)/u)?.[0] ?? "";
  const read = word === "" ? null : parsePrice(`1 ${word}`, currency);
  return read !== null && "fault" in read && read.fault === "FOREIGN";
}
