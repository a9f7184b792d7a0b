import { cutText } from "@/server/platform/text";
import { codeOf, handleOf, parsePieces, type Row } from "../rules";
import type { ImportProblem, ProblemCode } from "../schema";

/** One line of a stock file: which variant, in which store, how many pieces. */
export type StockLine = {
  line: number;
  sku: string | null;
  handle: string | null;
  options: [string, string, string];
  store: string;
  onHand: number;
};

/** Reads a row of stock.csv. A row is found by its SKU, else by handle and option values. */
export function readStockLine({ line, cells }: Row): StockLine | ImportProblem {
  const problem = (code: ProblemCode, facts: ImportProblem["facts"] = {}): ImportProblem => ({
    file: "stock",
    line,
    code,
    facts,
  });
  const sku = codeOf(cells.sku);
  const handle = handleOf(cells.handle);
  if (sku === null && handle === null) return problem("HANDLE_MISSING");
  if (cells.store === "") return problem("STORE_UNKNOWN", { store: "" });
  const onHand = parsePieces(cells.onHand);
  if (onHand === null) return problem("QUANTITY_INVALID", { value: cutText(cells.onHand, 60) });
  const { option1, option2, option3 } = cells;
  const single = /^default title$/i.test(option1);
  const options: StockLine["options"] = single ? ["", "", ""] : [option1, option2, option3];
  return { line, sku, handle, options, store: cells.store.toLowerCase(), onHand };
}
