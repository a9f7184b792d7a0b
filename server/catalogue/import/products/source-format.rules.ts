import type { CsvFile } from "../file/csv";
import { blankCells, type Column, type Row } from "../format/columns.rules";
import { detectOptionKind } from "../format/rules";
import { createParentGrouping, createTitleGrouping, handleGrouping, type RowGrouping } from "./grouping.rules";
import { convertToShopify } from "./woocommerce.rules";

/** Whether a product file is WooCommerce's export. */
export const isWooCommerce = ({ at }: CsvFile): boolean => at.woocommerceParent !== undefined && at.type !== undefined;

/** How the rows of a product file are grouped. */
export function chooseGrouping(file: CsvFile): RowGrouping {
  if (file.at.handle !== undefined) return handleGrouping;
  return isWooCommerce(file) ? createParentGrouping() : createTitleGrouping();
}

const optionColumns = ["size", "colour", "characteristic"] as const satisfies Column[];

/** Rows of one product in the format of Shopify's export, whatever the source. */
export function toShopifyShape(rows: Row[], file: CsvFile): Row[] {
  const shaped = isWooCommerce(file)
    ? convertToShopify(rows)
    : file.at.option1 === undefined
      ? addOptions(rows, file)
      : rows;
  return file.at.images === undefined ? shaped : addPictures(shaped, rows.length > 1 && !isWooCommerce(file));
}

/** Size, colour and other distinguishing columns as options, as far as the product has them. */
function addOptions(rows: Row[], file: CsvFile): Row[] {
  const used = optionColumns.filter((column) => rows.some(({ cells }) => cells[column] !== ""));
  if (used.length === 0) return rows;
  const [a, b, c] = used.map((column) => getOptionName(column, file));
  const names = { option1Name: a ?? "", option2Name: b ?? "", option3Name: c ?? "" };
  const value = (cells: Row["cells"], column: Column | undefined) => (column ? cells[column] : "");
  return rows.map(({ line, cells }) => {
    const option1 = value(cells, used[0]);
    const option2 = value(cells, used[1]);
    const option3 = value(cells, used[2]);
    return { line, cells: { ...cells, ...names, option1, option2, option3 } };
  });
}

/** An option is named by the file's header, as long as its kind is recognised by that. */
function getOptionName(column: (typeof optionColumns)[number], { at, headers }: CsvFile): string {
  const header = headers[at[column] ?? -1] ?? "";
  if (column === "characteristic") return header;
  if (detectOptionKind(header) === column) return header;
  return column === "size" ? "Size" : "Color";
}

/** A list of pictures in one cell as rows of one picture each; a variant's first is its own. */
function addPictures(rows: Row[], several: boolean): Row[] {
  const more: Row[] = [];
  const shaped = rows.map(({ line, cells }) => {
    const [first = "", ...others] = cells.images.split(/\s*[,;|\n]\s*/).filter(Boolean);
    for (const image of others) more.push({ line, cells: { ...blankCells, image } });
    const own = several && cells.variantImage === "" ? first : cells.variantImage;
    return { line, cells: { ...cells, image: cells.image || first, variantImage: own } };
  });
  return [...shaped, ...more];
}
