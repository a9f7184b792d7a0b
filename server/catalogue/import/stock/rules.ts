import { cutText } from "@/server/platform/text";
import type { Row } from "../format/columns.rules";
import { parseQuantity, toCode, toHandle } from "../format/rules";
import type { ImportProblem, ProblemCode } from "../schema";

/** One line of a stock file: variant, store, quantity. */
export type StockLine = {
  line: number;
  sku: string | null;
  barcode: string | null;
  handle: string | null;
  options: [string, string, string];
  store: string;
  onHand: number;
};

/**
 * Parses a row of a stock file; null when its item is not stocked in that store. A row is matched by its SKU, else by
 * its barcode, else by handle and option values.
 */
export function readStockLine({ line, cells }: Row, ofOneStore: boolean): StockLine | ImportProblem | null {
  const problem = (code: ProblemCode, facts: ImportProblem["facts"] = {}): ImportProblem => ({
    file: "stock",
    line,
    code,
    facts,
  });
  const sku = toCode(cells.sku);
  const handle = toHandle(cells.handle);
  const barcode = toCode(cells.barcode);
  if (sku === null && barcode === null && handle === null) return problem("HANDLE_MISSING");
  if (cells.store === "" && !ofOneStore) return problem("STORE_UNKNOWN", { store: "" });
  const counted = cells.onHandNew || cells.onHand;
  if (/^not stocked$/i.test(counted)) return null;
  const onHand = parseQuantity(counted);
  if (onHand === null) return problem("QUANTITY_INVALID", { value: cutText(counted, 60) });
  const [option1, option2, option3] = listOptions(cells);
  const single = /^default title$/i.test(option1);
  const options: StockLine["options"] = single ? ["", "", ""] : [option1, option2, option3];
  return { line, sku, barcode, handle, options, store: cells.store.toLowerCase(), onHand };
}

/** The option values of an item, from Shopify's columns or a spreadsheet's own. */
function listOptions({
  option1,
  option2,
  option3,
  size,
  colour,
  characteristic,
}: Row["cells"]): [string, string, string] {
  if (option1 !== "") return [option1, option2, option3];
  const [a = "", b = "", c = ""] = [size, colour, characteristic].filter(Boolean);
  return [a, b, c];
}
