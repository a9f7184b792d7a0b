import type { Row } from "../format/columns.rules";
import { toHandle, toSlug } from "../format/rules";
import type { ProblemCode, ProblemDetails } from "../schema";

/** Why a row belongs to no product. */
type UngroupedRow = { code: ProblemCode; facts: ProblemDetails };
/** Determines the product of a row. `needsReading`: every row has to be noted before the first is assigned. */
export type RowGrouping = { needsReading: boolean; note(row: Row): void; of(row: Row): string | UngroupedRow };

/** Shopify's format: each row names its product by the handle. */
export const handleGrouping: RowGrouping = {
  needsReading: false,
  note() {},
  of: ({ cells }) =>
    toHandle(cells.handle) ?? { code: cells.handle === "" ? "HANDLE_MISSING" : "HANDLE_INVALID", facts: {} },
};

/** A handle from a title in any script, or "" when nothing of it is left. */
const toHandleOrUngrouped = (text: string): string =>
  toSlug(text) ||
  text
    .toLowerCase()
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);

const listOptions = ({ cells }: Row) =>
  JSON.stringify([cells.size, cells.colour, cells.characteristic, cells.option1, cells.option2, cells.option3]);

/**
 * For files without handles, as spreadsheets and 1C write them: rows of one title are one product, unless two of them
 * have the same size and colour; then the title belongs to several products, distinguished by their SKUs.
 */
export function createTitleGrouping(): RowGrouping {
  const met = new Map<string, Set<string>>();
  const ambiguous = new Set<string>();
  return {
    needsReading: true,
    note(row) {
      const handle = toHandleOrUngrouped(row.cells.title);
      const options = met.get(handle) ?? new Set();
      if (options.has(listOptions(row))) ambiguous.add(handle);
      met.set(handle, options.add(listOptions(row)));
    },
    of({ cells }) {
      const handle = toHandleOrUngrouped(cells.title);
      if (handle === "") return { code: "HANDLE_MISSING", facts: {} };
      const sku = ambiguous.has(handle) ? toHandleOrUngrouped(cells.sku) : "";
      return sku === "" ? handle : `${handle}-${sku}`;
    },
  };
}

/** Whether a row of WooCommerce's export is one variant of a product with a row of its own. */
export const isVariation = ({ cells }: Row): boolean => /\bvariation\b/i.test(cells.type);

/** WooCommerce's format: a product's own row, and variations that name it by its SKU or as `id:12`. */
export function createParentGrouping(): RowGrouping {
  const ofLine = new Map<number, string>();
  const ofName = new Map<string, string>();
  const taken = new Set<string>();
  return {
    needsReading: true,
    note(row) {
      const { title, sku, woocommerceId: id } = row.cells;
      if (isVariation(row)) return;
      const plain = toHandleOrUngrouped(title);
      const handle =
        plain !== "" && !taken.has(plain) ? plain : toHandleOrUngrouped(`${title} ${id || sku || row.line}`);
      taken.add(handle);
      ofLine.set(row.line, handle);
      if (id) ofName.set(`id:${id}`, handle);
      if (sku) ofName.set(sku, handle);
    },
    of(row) {
      if (!isVariation(row)) return ofLine.get(row.line) ?? { code: "HANDLE_MISSING", facts: {} };
      const parent = row.cells.woocommerceParent;
      return ofName.get(parent) ?? { code: "PARENT_UNKNOWN", facts: { parent } };
    },
  };
}
