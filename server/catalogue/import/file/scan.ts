import { toCodeKey } from "@/server/platform/code";
import { toCode } from "../format/rules";
import type { RowGrouping } from "../products/grouping.rules";
import { type CsvFile, readRows } from "./csv";
import { FileRefusedError } from "./records";

/** What the first pass over a product file learns before anything is written. */
export type Scan = {
  rows: number;
  handles: RowGrouping;
  /** Rows of each handle; they need not be adjacent. */
  rowsOfHandle: Map<string, number>;
  /** First line of each SKU and of each barcode, by its key. */
  lineOfSku: Map<string, number>;
  lineOfBarcode: Map<string, number>;
};

const reportEveryRows = 500;

function addLine(lines: Map<string, number>, code: string, line: number): void {
  const key = code && toCodeKey(toCode(code) ?? "");
  if (key && !lines.has(key)) lines.set(key, line);
}

type OnRows = (done: number) => Promise<void>;

/**
 * Reads a product file from end to end, twice when its products have no handles. Throws FileRefusedError when its
 * quoting is broken or it has no rows.
 */
export async function scanProducts(file: CsvFile, handles: RowGrouping, onRows: OnRows): Promise<Scan> {
  const scan: Scan = { handles, rows: 0, rowsOfHandle: new Map(), lineOfSku: new Map(), lineOfBarcode: new Map() };
  if (handles.needsReading) for await (const row of readRows(file, () => {})) handles.note(row);
  for await (const row of readRows(file, () => {})) {
    const { line, cells } = row;
    scan.rows++;
    const handle = handles.of(row);
    if (typeof handle === "string") scan.rowsOfHandle.set(handle, (scan.rowsOfHandle.get(handle) ?? 0) + 1);
    addLine(scan.lineOfSku, cells.sku, line);
    addLine(scan.lineOfBarcode, cells.barcode, line);
    if (scan.rows % reportEveryRows === 0) await onRows(scan.rows);
  }
  if (scan.rows === 0) throw new FileRefusedError(file.kind, "NO_ROWS");
  return scan;
}

/**
 * Reads a stock file from end to end; returns the number of its rows. Throws FileRefusedError like `scanProducts`, and
 * when no column identifies variants.
 */
export async function scanStock(file: CsvFile, onRows: OnRows): Promise<number> {
  let rows = 0;
  for await (const _ of readRows(file, () => {})) {
    rows++;
    if (rows % reportEveryRows === 0) await onRows(rows);
  }
  if (rows === 0) throw new FileRefusedError(file.kind, "NO_ROWS");
  return rows;
}
