import { blank, type Column, type Row } from "../columns.rules";
import type { CsvFile } from "../file/csv";
import { optionKind } from "../rules";
import { byHandle, byParent, byTitle, type Handles } from "./grouping.rules";
import { likeShopify } from "./woocommerce.rules";

/** Whether a product file is WooCommerce's export. */
export const isWooCommerce = ({ at }: CsvFile): boolean => at.woocommerceParent !== undefined && at.type !== undefined;

/** How rows of a product file find together. */
export function handlesOf(file: CsvFile): Handles {
  if (file.at.handle !== undefined) return byHandle;
  return isWooCommerce(file) ? byParent() : byTitle();
}

const single = ["size", "colour", "characteristic"] as const satisfies Column[];

/** Rows of one product as Shopify's export writes them, whatever wrote the file. */
export function likeExport(rows: Row[], file: CsvFile): Row[] {
  const shaped = isWooCommerce(file)
    ? likeShopify(rows)
    : file.at.option1 === undefined
      ? withOptions(rows, file)
      : rows;
  return file.at.images === undefined ? shaped : withPictures(shaped, rows.length > 1 && !isWooCommerce(file));
}

/** Size, colour and what else tells variants apart as options, as far as the product has them. */
function withOptions(rows: Row[], file: CsvFile): Row[] {
  const used = single.filter((column) => rows.some(({ cells }) => cells[column] !== ""));
  if (used.length === 0) return rows;
  const [a, b, c] = used.map((column) => nameOf(column, file));
  const names = { option1Name: a ?? "", option2Name: b ?? "", option3Name: c ?? "" };
  const value = (cells: Row["cells"], column: Column | undefined) => (column ? cells[column] : "");
  return rows.map(({ line, cells }) => {
    const [option1, option2, option3] = [value(cells, used[0]), value(cells, used[1]), value(cells, used[2])];
    return { line, cells: { ...cells, ...names, option1, option2, option3 } };
  });
}

/** An option is called as the file's header calls it, as long as its kind is known by that. */
function nameOf(column: (typeof single)[number], { at, headers }: CsvFile): string {
  const header = headers[at[column] ?? -1] ?? "";
  if (column === "characteristic") return header;
  if (optionKind(header) === column) return header;
  return column === "size" ? "Size" : "Color";
}

/** A list of pictures in one cell as rows of one picture each; a variant's first is its own. */
function withPictures(rows: Row[], several: boolean): Row[] {
  const more: Row[] = [];
  const shaped = rows.map(({ line, cells }) => {
    const [first = "", ...others] = cells.images.split(/\s*[,;|\n]\s*/).filter(Boolean);
    for (const image of others) more.push({ line, cells: { ...blank, image } });
    const own = several && cells.variantImage === "" ? first : cells.variantImage;
    return { line, cells: { ...cells, image: cells.image || first, variantImage: own } };
  });
  return [...shaped, ...more];
}
