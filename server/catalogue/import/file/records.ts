import { createReadStream } from "node:fs";
import { type CsvError, Parser } from "csv-parse";
import { cleanText } from "@/server/platform/text";
import type { ProblemFile } from "../format/columns.rules";
import type { FileFault, ProblemDetails } from "../schema";
import type { Encoding } from "./encoding.rules";

/** A file that cannot be read as a whole. Nothing of it may have been written. */
export class FileRefusedError extends Error {
  readonly file: ProblemFile;
  readonly fault: FileFault;
  readonly facts: ProblemDetails;
  constructor(file: ProblemFile, fault: FileFault, facts: ProblemDetails = {}) {
    super(fault);
    this.name = "FileRefused";
    this.file = file;
    this.fault = fault;
    this.facts = facts;
  }
}

/** A longer record is refused before it fills the memory (in bytes of UTF-8). */
const maxRecordBytes = 1024 * 1024;
/** csv-parse copies the whole cell into an error for each misplaced quotation mark of a record. */
const maxMisplaced = 20;
const chunkBytes = 64 * 1024;

/** A file as text of records: its encoding and its delimiter. */
export type CsvText = { path: string; kind: ProblemFile; encoding: Encoding; delimiter: string };

/** Text of the file in chunks, as UTF-8 with `\n` line ends: csv-parse counts `\r\n` inside quotes as two lines. */
async function* openText(path: string, encoding: Encoding, kind: ProblemFile): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let held = "";
  let line = 1;
  let length = 0;
  const clean = (given: string) => {
    if (given.includes("\0")) throw new FileRefusedError(kind, "NOT_TEXT");
    const text = cleanText(given.replace(/\r\n?/g, "\n"));
    // Also stops a line of delimiters alone, whose cells csv-parse does not count.
    for (let from = 0; ; line++, length = 0) {
      const to = text.indexOf("\n", from);
      length += (to < 0 ? text.length : to) - from;
      if (length > maxRecordBytes) throw toTooLarge(kind, line);
      if (to < 0) return text;
      from = to + 1;
    }
  };
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: chunkBytes })) {
      const text = held + decoder.decode(bytes, { stream: true });
      held = text.endsWith("\r") ? "\r" : "";
      yield clean(held ? text.slice(0, -1) : text);
    }
    yield clean(held + decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) throw new FileRefusedError(kind, "NOT_TEXT");
    throw error;
  }
}

export type CsvRecord = { line: number; cells: string[] };

const toTooLarge = (kind: ProblemFile, line: number) =>
  new FileRefusedError(kind, "CELL_TOO_LARGE", { line, megabytes: maxRecordBytes / 1024 / 1024 });

function toRefusal(error: CsvError | undefined, kind: ProblemFile, line: number): FileRefusedError {
  if (error?.code === "CSV_MAX_RECORD_SIZE") {
    return toTooLarge(kind, line);
  }
  if (error?.code === "CSV_QUOTE_NOT_CLOSED") return new FileRefusedError(kind, "QUOTE_OPEN", { line });
  if (error?.code === "CSV_INVALID_CLOSING_QUOTE") return new FileRefusedError(kind, "QUOTE_MISPLACED", { line });
  return new FileRefusedError(kind, "NOT_CSV", { line });
}

/** Number of line ends in a record's cells, without its last one. */
export function countLineEnds(cells: string[]): number {
  let ends = 0;
  for (const cell of cells) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) ends++;
  return ends;
}

/**
 * Every record with the line where it starts. A quotation mark inside an unquoted cell rejects only its row (`onBad`);
 * any other fault of quoting makes row ends ambiguous, so it refuses the file.
 */
export async function* readRecords(file: CsvText, onBad: (line: number) => void): AsyncGenerator<CsvRecord> {
  // Last line of a row, empty lines so far, and misplaced marks since the last good row.
  let end = 0;
  let empty = 0;
  let misplaced = 0;
  const parser = new Parser({
    bom: false,
    delimiter: file.delimiter,
    record_delimiter: "\n",
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxRecordBytes,
    on_record: (cells: string[], info) => {
      end = info.lines;
      empty = info.empty_lines;
      misplaced = 0;
      // Start of a row: the parser only reports where a row ends, and nothing about one that it skipped.
      return [String(info.lines - countLineEnds(cells)), ...cells];
    },
    on_skip: (error) => {
      const line = Number(error?.lines ?? 0);
      const emptyNow = Number(error?.empty_lines ?? 0);
      if (error?.code === "INVALID_OPENING_QUOTE" && misplaced < maxMisplaced) {
        if (line > end) onBad(line);
        misplaced = line > end ? 1 : misplaced + 1;
        end = Math.max(end, line);
        empty = emptyNow;
        return undefined;
      }
      const start = error?.code === "INVALID_OPENING_QUOTE" ? line : end + 1 + emptyNow - empty;
      throw toRefusal(error, file.kind, start);
    },
  });
  const feed = async () => {
    for await (const text of openText(file.path, file.encoding, file.kind)) {
      if (parser.destroyed) return;
      if (!parser.write(text)) await drainStream(parser);
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

function drainStream(stream: NodeJS.WritableStream): Promise<void> {
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
