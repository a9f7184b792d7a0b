import { isRounded, toCodeKey } from "@/server/platform/code";
import { parsePrice } from "@/server/platform/money";
import { cutText } from "@/server/platform/text";
import type { Row } from "../format/columns.rules";
import { sanitiseHtml, toPlainText } from "../format/html.rules";
import { detectOptionKind, parseQuantity, toCode, toPictureName } from "../format/rules";
import type { ImportProblem, ProblemCode, ProblemDetails } from "../schema";

export type ImportedVariant = {
  line: number;
  /** Undefined when a spreadsheet has rounded it: the stored value stays. */
  sku: string | null | undefined;
  barcode: string | null | undefined;
  options: [string, string, string];
  size: string | null;
  /** The colour as written, or null. */
  colour: string | null;
  priceMinor: number;
  compareAtMinor: number | null;
  /** Quantity at the default location; null when the file has none. */
  pieces: number | null;
  /** File name of its own picture. */
  picture: string | null;
};

type ImportedPicture = { name: string; alt: string; colour: string | null };

export type ImportedProduct = {
  handle: string;
  line: number;
  title: string;
  html: string;
  vendor: string;
  type: string;
  category: string;
  tags: string[];
  optionNames: string[];
  active: boolean;
  variants: ImportedVariant[];
  pictures: ImportedPicture[];
  /** Rows of refused variants: their variants must not be deactivated. */
  refused: number;
};

export type ProductReading = { product: ImportedProduct | null; problems: ImportProblem[]; refusedVariants: number };

/** Facts about the whole file that the parsing of one product needs. */
export type ReadingContext = {
  currency: string;
  /** The day of the run, YYYY-MM-DD: timed sales have begun or ended. */
  today: string;
  /** First line of a SKU or a barcode in the file, by the code's key. */
  lineOfSku: Map<string, number>;
  lineOfBarcode: Map<string, number>;
};

/** More rows than any product has; such a group is refused before it is held in memory. */
export const maxRowsOfProduct = 2_500;
const limits = { title: 500, html: 200_000, option: 200, code: 100, vendor: 200, tags: 250 };

const createProblem = (line: number, code: ProblemCode, facts: ProblemDetails = {}): ImportProblem => ({
  file: "products",
  line,
  code,
  facts,
});

const isVariantRow = ({ cells }: Row, first: boolean) =>
  first || cells.price !== "" || cells.sku !== "" || cells.option1 !== "";

/** Parses the rows of one handle, in file order, as a product, with a reason for each refused row. */
export function readProduct(handle: string, rows: Row[], context: ReadingContext): ProductReading {
  const first = rows[0];
  if (!first) return { product: null, problems: [], refusedVariants: 0 };
  const variantRows = rows.filter((row) => isVariantRow(row, row === first));
  const fault = findProductFault(first);
  if (fault) return { product: null, problems: [fault], refusedVariants: variantRows.length };
  const { names, single } = readOptionNames(first, variantRows);
  const problems: ImportProblem[] = [];
  const variants: ImportedVariant[] = [];
  const seen = new Map<string, number>();
  for (const row of variantRows) {
    const read = readVariant(row, { names, single, seen, context });
    if ("code" in read) problems.push(read);
    else variants.push(read);
  }
  const refused = problems.length;
  problems.push(...variants.flatMap((v) => findSharedInFile(v, context)), ...findRounded(variantRows));
  if (variants.length === 0) {
    problems.push(createProblem(first.line, "NO_VARIANT", { handle }));
    return { product: null, problems, refusedVariants: refused };
  }
  const product = { ...readDetails(handle, first), optionNames: names, variants, refused };
  problems.push(...rows.flatMap(findUnnamedPictures));
  return { product: { ...product, pictures: listPictures(rows, variants) }, problems, refusedVariants: refused };
}

function findProductFault({ line, cells }: Row): ImportProblem | null {
  if (cells.title === "") return createProblem(line, "TITLE_MISSING", { handle: cells.handle });
  if (cells.title.length > limits.title) return createProblem(line, "TEXT_TOO_LONG", { column: "Title" });
  if (cells.body.length > limits.html) return createProblem(line, "TEXT_TOO_LONG", { column: "Body (HTML)" });
  return null;
}

/** Values that files write for "not published". */
const hidden = new Set(["false", "0", "-1", "no", "нет", "xeyr", "yox"]);

function readDetails(handle: string, { line, cells }: Row) {
  const tags = [...new Set(cells.tags.split(",").map((tag) => toPlainText(tag.trim())))].filter(Boolean);
  const kept = tags.slice(0, limits.tags);
  const type = toPlainText(cells.type);
  return {
    handle,
    line,
    title: toPlainText(cells.title),
    html: sanitiseHtml(cells.body),
    vendor: cutText(toPlainText(cells.vendor), limits.vendor),
    type,
    category: pickCategory(type, cells.category, kept),
    tags: kept,
    active: !hidden.has(cells.published.toLowerCase()) && ["", "active"].includes(cells.status.toLowerCase()),
  };
}

/** The category as free text: the type, else the last step of the standard category, else the first tag. */
function pickCategory(type: string, standard: string, tags: string[]): string {
  const last = (path: string) =>
    path
      .split(/\s*[>»]\s*/)
      .at(-1)
      ?.trim() ?? "";
  return cutText(last(type) || last(toPlainText(standard)) || tags[0] || "", 120);
}

/** Shopify writes `Title` / `Default Title` for a product without options. */
function readOptionNames(first: Row, variantRows: Row[]): { names: string[]; single: boolean } {
  const { option1Name, option2Name, option3Name, option1 } = first.cells;
  const named = [option1Name, option2Name, option3Name].map(toPlainText).filter(Boolean);
  const placeholder =
    /^default title$/i.test(option1) || (option1 === "" && (named.length === 0 || /^title$/i.test(option1Name)));
  const single = variantRows.length === 1 && named.length < 2 && placeholder;
  return { names: single ? [] : named, single };
}

type VariantContext = { names: string[]; single: boolean; seen: Map<string, number>; context: ReadingContext };

function readVariant(row: Row, { names, single, seen, context }: VariantContext): ImportedVariant | ImportProblem {
  const { cells, line } = row;
  const options = single ? (["", "", ""] as const) : ([cells.option1, cells.option2, cells.option3] as const);
  const text = options.map(toPlainText) as [string, string, string];
  const missing = names.findIndex((_, i) => text[i] === "");
  if (missing >= 0) return createProblem(line, "OPTION_MISSING", { option: names[missing] ?? "" });
  if (text.some((value) => value.length > limits.option))
    return createProblem(line, "TEXT_TOO_LONG", { column: "Option" });
  const sku = readCode(cells.sku);
  const barcode = readCode(cells.barcode);
  if ((sku?.length ?? 0) > limits.code) return createProblem(line, "TEXT_TOO_LONG", { column: "SKU" });
  if ((barcode?.length ?? 0) > limits.code) return createProblem(line, "TEXT_TOO_LONG", { column: "Barcode" });
  const money = readPrices(row, context);
  if ("code" in money) return money;
  const pieces = cells.quantity === "" ? null : parseQuantity(cells.quantity);
  if (cells.quantity !== "" && pieces === null)
    return createProblem(line, "QUANTITY_INVALID", { value: truncate(cells.quantity) });
  const key = JSON.stringify(text);
  const earlier = seen.get(key);
  if (earlier !== undefined)
    return createProblem(line, "OPTION_REPEATED", { options: text.filter(Boolean).join(" / "), first: earlier });
  seen.set(key, line);
  const value = (kind: "size" | "colour") => text[names.findIndex((name) => detectOptionKind(name) === kind)] || null;
  const picture = toPictureName(cells.variantImage);
  return { line, sku, barcode, options: text, size: value("size"), colour: value("colour"), ...money, pieces, picture };
}

/** A code as it is stored; undefined when a spreadsheet has rounded it. */
const readCode = (cell: string) => (isRounded(cell) ? undefined : toCode(cell));

/** Codes that the spreadsheet has rounded: their last digits are lost. */
const findRounded = (rows: Row[]): ImportProblem[] =>
  rows.flatMap(({ line, cells }) =>
    [cells.sku, cells.barcode]
      .filter(isRounded)
      .map((value) => createProblem(line, "CODE_ROUNDED", { value: truncate(value) })),
  );

/**
 * Codes that another row of the file has too: the variant is imported, and a person who scans the code is asked to
 * choose.
 */
function findSharedInFile({ line, sku, barcode }: ImportedVariant, context: ReadingContext): ImportProblem[] {
  const at = (lines: Map<string, number>, code: string | null | undefined) => {
    const first = code ? lines.get(toCodeKey(code)) : undefined;
    return first === line ? undefined : first;
  };
  const ofSku = at(context.lineOfSku, sku);
  const ofBarcode = at(context.lineOfBarcode, barcode);
  const asSku = at(context.lineOfSku, barcode);
  return [
    ...(sku && ofSku ? [createProblem(line, "SKU_REPEATED", { sku, first: ofSku })] : []),
    ...(barcode && ofBarcode ? [createProblem(line, "BARCODE_REPEATED", { barcode, first: ofBarcode })] : []),
    ...(barcode && asSku && barcode !== sku ? [createProblem(line, "BARCODE_IS_SKU", { barcode, first: asSku })] : []),
  ];
}

const priceFaults = { INVALID: "PRICE_INVALID", UNCLEAR: "PRICE_UNCLEAR", FOREIGN: "PRICE_FOREIGN" } as const;
const compareAtFaults = { ...priceFaults, INVALID: "COMPARE_AT_INVALID" } as const;

/** Whether a row's sale price is valid today; one with an unreadable period is not. */
function isOnSale({ salePrice, saleStarts, saleEnds }: Row["cells"], today: string): boolean {
  const from = saleStarts.slice(0, 10);
  const to = saleEnds.slice(0, 10);
  const isDay = (text: string) => text === "" || /^\d{4}-\d\d-\d\d$/.test(text);
  return salePrice !== "" && isDay(from) && isDay(to) && from <= today && (to === "" || to >= today);
}

function readPrices({ line, cells }: Row, { currency, today }: ReadingContext) {
  const sale = isOnSale(cells, today);
  const [asked, before] = sale ? [cells.salePrice, cells.compareAt || cells.price] : [cells.price, cells.compareAt];
  if (asked === "") return createProblem(line, "PRICE_MISSING");
  const price = parsePrice(asked, currency);
  if ("fault" in price) return createProblem(line, priceFaults[price.fault], { value: truncate(asked), currency });
  const compareAt = before === "" ? { minor: 0 } : parsePrice(before, currency);
  if ("fault" in compareAt)
    return createProblem(line, compareAtFaults[compareAt.fault], { value: truncate(before), currency });
  // A former price that is not higher is no reduction; exports often contain 0.00 or the price itself.
  return { priceMinor: price.minor, compareAtMinor: compareAt.minor > price.minor ? compareAt.minor : null };
}

const truncate = (text: string) => (text.length > 60 ? `${cutText(text, 60)}…` : text);

/** Picture URLs that do not end in a valid file name. */
const findUnnamedPictures = ({ line, cells }: Row): ImportProblem[] =>
  [cells.image, cells.variantImage]
    .filter((address) => address !== "" && toPictureName(address) === null)
    .map((address) => createProblem(line, "PICTURE_NAME", { value: truncate(address) }));

/** Pictures in the order of `Image Position` (file order where it is absent), each name once. */
function listPictures(rows: Row[], variants: ImportedVariant[]): ImportedPicture[] {
  const named = rows.flatMap(({ cells }, index) => {
    const name = toPictureName(cells.image);
    const position = /^\d{1,6}$/.test(cells.imagePosition) ? Number(cells.imagePosition) : index + 1;
    return name ? [{ name, alt: cutText(toPlainText(cells.imageAlt), limits.title), position }] : [];
  });
  const ordered = named.sort((a, b) => a.position - b.position);
  const own = variants.flatMap(({ picture }) => (picture ? [{ name: picture, alt: "" }] : []));
  const byName = new Map([...own, ...ordered].map((p) => [p.name, p]));
  const names = [...new Set([...ordered, ...own].map((p) => p.name))];
  return names.map((name) => ({ name, alt: byName.get(name)?.alt ?? "", colour: findColour(name, variants) }));
}

/** The colour whose variants, and only they, show this picture as their own. */
function findColour(name: string, variants: ImportedVariant[]): string | null {
  const colours = new Set(variants.filter((v) => v.picture === name).map((v) => v.colour));
  const all = new Set(variants.map((v) => v.colour));
  const [only] = colours;
  return colours.size === 1 && all.size > 1 ? (only ?? null) : null;
}
