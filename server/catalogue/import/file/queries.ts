import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { type CsvError, Parser } from "csv-parse";
import { cleanText } from "@/server/platform/text";
import { type Column, columns, delimiterOf, headerName, mapHeader, type Row } from "../rules";
import type { Facts, FileFault, ProblemFile } from "../schema";

/** A file that cannot be read as a whole. Nothing of it may have been written. */
export class FileRefused extends Error {
  readonly file: ProblemFile;
  readonly fault: FileFault;
  readonly facts: Facts;
  constructor(file: ProblemFile, fault: FileFault, facts: Facts = {}) {
    super(fault);
    this.name = "FileRefused";
    this.file = file;
    this.fault = fault;
    this.facts = facts;
  }
}

/** A record longer than this is refused before it fills the memory (in bytes of UTF-8). */
const maxRecordBytes = 1024 * 1024;
/** csv-parse copies the whole cell into an error for each misplaced quotation mark of a record. */
const maxMisplaced = 20;
const headBytes = 64 * 1024;

export type CsvFile = {
  path: string;
  kind: ProblemFile;
  encoding: "utf-8" | "utf-16le" | "utf-16be";
  delimiter: string;
  at: Partial<Record<Column, number>>;
  width: number;
};

/** Text of the file in pieces, as UTF-8 with `\n` line ends: csv-parse counts `\r\n` inside quotes as two lines. */
async function* textOf(path: string, encoding: CsvFile["encoding"], kind: ProblemFile): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let [held, line, length] = ["", 1, 0];
  const clean = (given: string) => {
    if (given.includes("\0")) throw new FileRefused(kind, "NOT_TEXT");
    const text = cleanText(given.replace(/\r\n?/g, "\n"));
    // Also stops a line of nothing but delimiters, whose cells csv-parse does not count.
    for (let from = 0; ; line++, length = 0) {
      const to = text.indexOf("\n", from);
      length += (to < 0 ? text.length : to) - from;
      if (length > maxRecordBytes) throw tooLarge(kind, line);
      if (to < 0) return text;
      from = to + 1;
    }
  };
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: headBytes })) {
      const text = held + decoder.decode(bytes, { stream: true });
      held = text.endsWith("\r") ? "\r" : "";
      yield clean(held ? text.slice(0, -1) : text);
    }
    yield clean(held + decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) throw new FileRefused(kind, "NOT_TEXT");
    throw error;
  }
}

/**
 * Opens a CSV: encoding by its mark, delimiter by its header line, columns by their names.
 * Throws FileRefused when it is missing, empty, not text, or lacks one of `needed`.
 */
export async function openCsv(path: string, kind: ProblemFile, needed: readonly Column[]): Promise<CsvFile> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new FileRefused(kind, "NOT_FOUND", { path });
  if (!found.isFile()) throw new FileRefused(kind, "UNREADABLE", { path });
  if (found.size === 0) throw new FileRefused(kind, "EMPTY");
  const head = await headOf(path, kind);
  const [first = 0, second = 0] = head;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  const start = new TextDecoder(encoding).decode(head);
  if (start.trim() === "") throw new FileRefused(kind, "EMPTY");
  if (start.includes("\0")) throw new FileRefused(kind, "NOT_TEXT");
  const delimiter = delimiterOf(start.trimStart().split(/\r?\n|\r/, 1)[0] ?? "");
  const file: CsvFile = { path, kind, encoding, delimiter, at: {}, width: 0 };
  for await (const { cells } of records(file, () => {})) {
    file.at = mapHeader(cells);
    file.width = cells.length;
    break;
  }
  const missing = needed.filter((column) => file.at[column] === undefined);
  if (missing.length > 0) throw new FileRefused(kind, "WRONG_HEADER", { missing: missing.map(headerName).join(", ") });
  return file;
}

async function headOf(path: string, kind: ProblemFile): Promise<Buffer> {
  const handle = await open(path, "r").catch(() => {
    throw new FileRefused(kind, "UNREADABLE", { path });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

type CsvRecord = { line: number; cells: string[] };

const tooLarge = (kind: ProblemFile, line: number) =>
  new FileRefused(kind, "CELL_TOO_LARGE", { line, megabytes: maxRecordBytes / 1024 / 1024 });

function refusalOf(error: CsvError | undefined, kind: ProblemFile, line: number): FileRefused {
  if (error?.code === "CSV_MAX_RECORD_SIZE") {
    return tooLarge(kind, line);
  }
  if (error?.code === "CSV_QUOTE_NOT_CLOSED") return new FileRefused(kind, "QUOTE_OPEN", { line });
  if (error?.code === "CSV_INVALID_CLOSING_QUOTE") return new FileRefused(kind, "QUOTE_MISPLACED", { line });
  return new FileRefused(kind, "NOT_CSV", { line });
}

function lineEndsIn(cells: string[]): number {
  let ends = 0;
  for (const cell of cells) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) ends++;
  return ends;
}

/**
 * Every record with the line where it starts. A quotation mark inside an unquoted cell costs only its row (`onBad`);
 * any other fault of quoting blurs where rows end, so it refuses the file.
 */
async function* records(file: CsvFile, onBad: (line: number) => void): AsyncGenerator<CsvRecord> {
  // Last line that belongs to a row, empty lines met by then, and misplaced marks since the last good row.
  let [end, empty, misplaced] = [0, 0, 0];
  const parser = new Parser({
    bom: false,
    delimiter: file.delimiter,
    record_delimiter: "\n",
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxRecordBytes,
    on_record: (cells: string[], info) => {
      [end, empty, misplaced] = [info.lines, info.empty_lines, 0];
      // Where a row starts: the parser tells where it ends, and says nothing of the end of one that it skipped.
      return [String(info.lines - lineEndsIn(cells)), ...cells];
    },
    on_skip: (error) => {
      const [line, emptyNow] = [Number(error?.lines ?? 0), Number(error?.empty_lines ?? 0)];
      if (error?.code === "INVALID_OPENING_QUOTE" && misplaced < maxMisplaced) {
        if (line > end) onBad(line);
        misplaced = line > end ? 1 : misplaced + 1;
        [end, empty] = [Math.max(end, line), emptyNow];
        return undefined;
      }
      const start = error?.code === "INVALID_OPENING_QUOTE" ? line : end + 1 + emptyNow - empty;
      throw refusalOf(error, file.kind, start);
    },
  });
  const feed = async () => {
    for await (const text of textOf(file.path, file.encoding, file.kind)) {
      if (parser.destroyed) return;
      if (!parser.write(text)) await drained(parser);
    }
    parser.end();
  };
  const feeding = feed().catch((error) => parser.destroy(error));
  try {
    for await (const [line, ...cells] of parser as AsyncIterable<string[]>) yield { line: Number(line), cells };
  } finally {
    parser.destroy();
    await feeding;
  }
}

function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}

export type BadLine = { line: number; code: "QUOTE_MISPLACED" | "COLUMN_COUNT" };

/** The data rows, streamed: memory does not grow with the file. Rows that are no rows go to `onBad`. */
export async function* rowsOf(file: CsvFile, onBad: (bad: BadLine) => void): AsyncGenerator<Row> {
  let header = true;
  for await (const { line, cells } of records(file, (bad) => onBad({ line: bad, code: "QUOTE_MISPLACED" }))) {
    if (header) {
      header = false;
      continue;
    }
    // Trailing empty cells are often cut or added by spreadsheets; text where no column is cannot be placed.
    if (cells.slice(file.width).some((cell) => cell.trim() !== "")) {
      onBad({ line, code: "COLUMN_COUNT" });
      continue;
    }
    const value = (column: Column) => (cells[file.at[column] ?? -1] ?? "").trim();
    yield { line, cells: Object.fromEntries(columns.map((c) => [c, value(c)])) as Row["cells"] };
  }
}
