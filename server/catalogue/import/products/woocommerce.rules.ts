import type { Row } from "../format/columns.rules";
import { detectOptionKind } from "../format/rules";
import { isVariation } from "./grouping.rules";

/** The parts of a list in a cell; a comma inside a part is escaped with a backslash. */
const splitList = (cell: string): string[] =>
  cell
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll("\\,", ",").trim())
    .filter(Boolean);

/** Kinds of products that are not physical items. */
const unsoldTypes = /\b(grouped|external|virtual|downloadable)\b/i;

type Attribute = { name: string; value: string };
const listAttributes = ({ cells }: Row): Attribute[] =>
  [
    { name: cells.option1Name, value: cells.option1 },
    { name: cells.option2Name, value: cells.option2 },
    { name: cells.option3Name, value: cells.option3 },
  ].filter(({ name }) => name !== "");

/** The kind of a product that a shop of physical items cannot sell, or null. */
export const findUnsoldKind = (rows: Row[]): string | null =>
  rows
    .find((row) => !isVariation(row))
    ?.cells.type.match(unsoldTypes)?.[1]
    ?.toLowerCase() ?? null;

/**
 * Rows of one product of WooCommerce's export in Shopify's format: its own row's texts on the first of its variants.
 */
export function convertToShopify(rows: Row[]): Row[] {
  const own = rows.find((row) => !isVariation(row));
  if (own === undefined) return rows;
  const variations = rows.filter((row) => isVariation(row) && row.cells.published !== "0");
  const details = readDetails(own);
  if (variations.length === 0)
    return [setOptions({ line: own.line, cells: { ...own.cells, ...details } }, readSizeAndColour(own))];
  const names = [...new Set(variations.flatMap(listAttributes).map(({ name }) => name))].slice(0, 3);
  const variants = variations.flatMap((row) => listVariantRows(row, own, names));
  return variants.map((row, at) => (at === 0 ? { line: row.line, cells: { ...row.cells, ...details } } : row));
}

function readDetails({ cells }: Row) {
  const { title, vendor, tags, images, published } = cells;
  return {
    title,
    vendor,
    tags,
    images,
    published: published === "1" || published === "" ? "true" : "false",
    body: toParagraphs(cells.body || cells.shortBody),
    category: splitList(cells.category)[0] ?? "",
    type: "",
  };
}

/**
 * WooCommerce writes a line end as the two characters `\n`, and turns empty lines into paragraphs when it shows a text.
 */
function toParagraphs(text: string): string {
  const lines = text.replace(/(?<!\\)\\n/g, "\n").trim();
  if (/<(p|div|ul|ol|table|h\d)\b/i.test(lines)) return lines;
  return lines
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`)
    .join("");
}

/** The one size and colour of a product without variations. */
const readSizeAndColour = (row: Row): Attribute[] =>
  listAttributes(row).filter(({ name, value }) => detectOptionKind(name) !== "other" && splitList(value).length === 1);

/** The variants of a variation: one, or one per value where it applies to any of them. */
function listVariantRows(row: Row, own: Row, names: string[]): Row[] {
  const all = listAttributes(own);
  const valuesOf = (name: string): string[] => {
    const value = listAttributes(row).find((a) => a.name === name)?.value ?? "";
    const any = splitList(all.find((a) => a.name === name)?.value ?? "");
    return value !== "" || any.length === 0 ? [value] : any;
  };
  let combinations: Attribute[][] = [[]];
  for (const name of names) {
    const values = valuesOf(name);
    combinations = combinations.flatMap((before) => values.map((value) => [...before, { name, value }]));
  }
  const { images, quantity } = row.cells;
  const cells = { ...row.cells, images: "", variantImage: splitList(images)[0] ?? "", type: "", title: "" };
  // It is unknown how a figure for any of several sizes is spread over them.
  const pieces = combinations.length > 1 ? "" : quantity;
  return combinations.map((attributes) =>
    setOptions({ line: row.line, cells: { ...cells, quantity: pieces } }, attributes),
  );
}

function setOptions({ line, cells }: Row, [a, b, c]: Attribute[]): Row {
  const first = { option1Name: a?.name ?? "", option1: a?.value ?? "" };
  const second = { option2Name: b?.name ?? "", option2: b?.value ?? "" };
  const third = { option3Name: c?.name ?? "", option3: c?.value ?? "" };
  return { line, cells: { ...cells, ...first, ...second, ...third } };
}
