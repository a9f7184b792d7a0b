import { open, stat } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { cleanText } from "@/server/platform/text";
import type { ProblemFile } from "../format/columns.rules";
import {
  blankCells,
  type ColumnPositions,
  columnsByFile,
  type HeaderMap,
  mapHeader,
  type Row,
} from "../format/columns.rules";
import { detectEncoding } from "./encoding";
import { isWorkbook } from "./encoding.rules";
import { type CsvText, countLineEnds, FileRefusedError, readRecords } from "./records";

const headBytes = 64 * 1024;
/** Maximum number of rows with titles and dates above the header. */
const rowsOfHead = 30;
/** Number of sample rows that show a column's content. */
const samples = 5;
const delimiters = [",", ";", "\t", "|"];

export type CsvFile = CsvText & {
  at: ColumnPositions;
  /** The header's cells, trimmed, and the line where it starts. */
  headers: string[];
  headerLine: number;
  /** Cells of the first rows below it. */
  first: string[][];
};

/**
 * Opens a CSV: its encoding, its header line and delimiter (where most of the columns are found), its columns by
 * `given` and by meaning. Throws FileRefusedError when it is missing, empty or not text.
 */
export async function openCsv(path: string, kind: ProblemFile, given: HeaderMap = new Map()): Promise<CsvFile> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new FileRefusedError(kind, "NOT_FOUND", { path });
  if (!found.isFile()) throw new FileRefusedError(kind, "UNREADABLE", { path });
  if (found.size === 0) throw new FileRefusedError(kind, "EMPTY");
  const head = await readHeadBytes(path, kind);
  if (isWorkbook(head)) throw new FileRefusedError(kind, "WORKBOOK");
  const encoding = await detectEncoding(path, head);
  if (encoding === null) throw new FileRefusedError(kind, "NOT_TEXT");
  const start = new TextDecoder(encoding).decode(head);
  if (start.trim() === "") throw new FileRefusedError(kind, "EMPTY");
  if (start.includes("\0")) throw new FileRefusedError(kind, "NOT_TEXT");
  const text = cleanText(start.replace(/\r\n?/g, "\n"));
  const read = delimiters.map((delimiter) => readHead({ path, kind, encoding, delimiter }, text, given));
  return read.reduce((best, one) => (one.score > best.score ? one : best)).file;
}

type HeadRow = { info: { lines: number }; record: string[] };

/** The first rows of a text; misplaced quotation marks are reported when the whole file is read. */
function readFirstRows(text: string, delimiter: string): HeadRow[] {
  const options = { info: true, delimiter, relax_quotes: true, relax_column_count: true, skip_empty_lines: true };
  const given = { ...options, record_delimiter: "\n", to: rowsOfHead } as const;
  // The parser's types only know rows; with `info` it returns each row with its position.
  try {
    return parse(text, given) as unknown as HeadRow[];
  } catch {
    return parse(text, { ...given, quote: null }) as unknown as HeadRow[];
  }
}

/** The likeliest header for a delimiter, and its score: the known columns in it, then its cells. */
function readHead(file: CsvText, text: string, given: HeaderMap): { file: CsvFile; score: number } {
  const rows = readFirstRows(text, file.delimiter).map(({ info, record }) => ({
    cells: record.map((cell) => cell.trim()),
    line: info.lines - countLineEnds(record),
  }));
  const scores = rows.map(({ cells }) => {
    const known = Object.keys(mapHeader(cells, file.kind, given)).length;
    return known * 1_000 + Math.min(cells.filter(Boolean).length, 999);
  });
  const score = Math.max(0, ...scores);
  const index = Math.max(0, scores.indexOf(score));
  const { cells: headers, line: headerLine } = rows[index] ?? { cells: [], line: 1 };
  const first = rows.slice(index + 1, index + 1 + samples).map((row) => row.cells);
  return { file: { ...file, at: mapHeader(headers, file.kind, given), headers, headerLine, first }, score };
}

async function readHeadBytes(path: string, kind: ProblemFile): Promise<Buffer> {
  const handle = await open(path, "r").catch(() => {
    throw new FileRefusedError(kind, "UNREADABLE", { path });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Spreadsheets and WooCommerce put an apostrophe before a text that would be read as a formula. */
const cleanCell = (text: string) => (/^'[=+@-]/.test(text) ? text.slice(1) : text);

const counted = ["quantity", "onHand", "onHandNew"] as const;
/** 1C writes quantities as 12,000: where the comma is not the delimiter it begins a fraction. */
const dropZeroFraction = (text: string) => text.replace(/,0+$/, "");

export type BadLine = { line: number; code: "QUOTE_MISPLACED" | "COLUMN_COUNT" };

/** The data rows, streamed: memory does not grow with the file. Malformed rows go to `onBad`. */
export async function* readRows(file: CsvFile, onBad: (bad: BadLine) => void): AsyncGenerator<Row> {
  const present = columnsByFile[file.kind].flatMap((column) => {
    const at = file.at[column];
    return at === undefined ? [] : [[column, at] as const];
  });
  const width = file.headers.length;
  const misplaced = (line: number) => (line > file.headerLine ? onBad({ line, code: "QUOTE_MISPLACED" }) : undefined);
  for await (const { line, cells } of readRecords(file, misplaced)) {
    if (line <= file.headerLine) continue;
    // Trailing empty cells are often cut or added by spreadsheets; text beyond the last column cannot be assigned.
    if (cells.slice(width).some((cell) => cell.trim() !== "")) {
      onBad({ line, code: "COLUMN_COUNT" });
      continue;
    }
    const row = { line, cells: { ...blankCells } };
    for (const [column, at] of present) row.cells[column] = cleanCell((cells[at] ?? "").trim());
    if (file.delimiter !== ",") for (const column of counted) row.cells[column] = dropZeroFraction(row.cells[column]);
    yield row;
  }
}
