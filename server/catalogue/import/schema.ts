import { z } from "zod";
import type { Encoding } from "./file/encoding.rules";
import { allColumns, type Column, type ProblemFile } from "./format/columns.rules";

/** Why a row, a product, a picture or a stock line was refused; `messages/import.json` has a sentence for each. */
const problemCodes = [
  "HANDLE_MISSING",
  "HANDLE_INVALID",
  "PARENT_UNKNOWN",
  "KIND_NOT_SOLD",
  "COLUMN_COUNT",
  "QUOTE_MISPLACED",
  "TITLE_MISSING",
  "TEXT_TOO_LONG",
  "TOO_MANY_ROWS",
  "NO_VARIANT",
  "PICTURE_NAME",
  "OPTION_MISSING",
  "OPTION_REPEATED",
  "PRICE_MISSING",
  "PRICE_INVALID",
  "PRICE_UNCLEAR",
  "PRICE_FOREIGN",
  "COMPARE_AT_INVALID",
  "QUANTITY_INVALID",
  "SKU_REPEATED",
  "BARCODE_REPEATED",
  "BARCODE_IS_SKU",
  "CODE_TAKEN",
  "CODE_ROUNDED",
  "SKU_AMBIGUOUS",
  "NOT_STORED",
  "STORE_UNKNOWN",
  "VARIANT_UNKNOWN",
  "STOCK_BELOW_RESERVED",
  "STOCK_REPEATED",
  "NO_STORE",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Why a picture was refused. */
const pictureFaults = ["WRONG_TYPE", "TOO_LARGE", "TOO_MANY_PIXELS", "DAMAGED", "TOO_SLOW"] as const;
export type PictureFault = (typeof pictureFaults)[number];

/** Why a file as a whole was refused. */
const fileFaults = [
  "NOT_FOUND",
  "UNREADABLE",
  "EMPTY",
  "NOT_TEXT",
  "WORKBOOK",
  "NOT_CSV",
  "WRONG_HEADER",
  "MAP_UNKNOWN",
  "CURRENCY_HEADER",
  "NO_ROWS",
  "QUOTE_OPEN",
  "QUOTE_MISPLACED",
  "CELL_TOO_LARGE",
  "IMAGES_NOT_FOUND",
  "CURRENCY_UNKNOWN",
  "CURRENCY_OTHER",
  "CURRENCY_NOT_SOLD",
  "BUSY",
  "INTERRUPTED",
] as const;
export type FileFault = (typeof fileFaults)[number];

export type ProblemDetails = Record<string, string | number>;
/** A refused row: `line` is where it starts in `file`, counted from 1 with the header as line 1. */
export type ImportProblem = { file: ProblemFile; line: number; code: ProblemCode; facts: ProblemDetails };

type Tally = { created: number; updated: number; unchanged: number; refused: number };

/** The closing report. Lists are cut at `listLimit` entries; counts are complete. */
export type ImportReport = {
  products: Tally;
  variants: Tally & { retired: number };
  pictures: {
    converted: number;
    unchanged: number;
    missing: number;
    refused: number;
    /** Named in the file while no folder was given. */
    notLookedFor: number;
    missingNames: string[];
    refusedFiles: { name: string; fault: PictureFault }[];
  };
  stock: { set: number; unchanged: number; refused: number };
  problemCount: number;
  problems: ImportProblem[];
  /** Set when the whole file was refused: nothing was written then. */
  refusal: { file: ProblemFile; fault: FileFault; facts: ProblemDetails } | null;
  /** The mapping of all columns of a file chosen at the office, remembered for the next file with the same headers. */
  maps?: ColumnMaps;
  milliseconds: number;
};

export type ImportPhase = "reading" | "products" | "stock";
export type ImportStatus = "running" | "done" | "refused" | "failed";

/** A run as the office sees it; times are ISO strings. */
export type ImportRunView = {
  id: string;
  source: "office" | "command";
  fileName: string;
  status: ImportStatus;
  phase: ImportPhase;
  rowsDone: number;
  rowsTotal: number;
  report: ImportReport | null;
  startedAt: string;
  finishedAt: string | null;
};

export const importLocales = ["en", "ru", "az"] as const;
export type ImportLocale = (typeof importLocales)[number];

/** One file of an upload: which one, and the name under which a picture is stored. */
export const uploadPartSchema = z.discriminatedUnion("kind", [
  z.strictObject({ uploadId: z.uuid(), kind: z.enum(["products", "stock"]) }),
  z.strictObject({ uploadId: z.uuid(), kind: z.literal("images"), name: z.string().min(1).max(250) }),
]);
export type UploadPart = z.infer<typeof uploadPartSchema>;
const columnsSchema = z
  .record(z.string().max(500), z.enum(allColumns).nullable())
  .refine((columns) => Object.keys(columns).length <= 500);
/** The given mapping of the columns of each file, by their headers' keys; null for a column that is not used. */
const mapsSchema = z.strictObject({ products: columnsSchema.optional(), stock: columnsSchema.optional() });
export type ColumnMaps = z.infer<typeof mapsSchema>;
export const startImportSchema = z.strictObject({
  uploadId: z.uuid(),
  maps: mapsSchema.optional(),
  fileName: z.string().trim().min(1).max(200),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  locale: z.enum(importLocales).default("en"),
});
export type StartImportInput = z.infer<typeof startImportSchema>;
export const inspectImportSchema = z.strictObject({ uploadId: z.uuid() });
export const importRunIdSchema = z.strictObject({ id: z.uuid() });

/** A readable file: its format, and what each of its columns was mapped to. */
export type InspectedFile = {
  kind: ProblemFile;
  refusal: null;
  encoding: Encoding;
  delimiter: "comma" | "semicolon" | "tab" | "bar";
  /** Line of the header. */
  line: number;
  columns: { key: string; header: string; samples: string[]; column: Column | null }[];
};
export type FileInspection = InspectedFile | { kind: ProblemFile; refusal: NonNullable<ImportReport["refusal"]> };
export type UploadInspection = {
  files: FileInspection[];
  /** Number of stores that a stock file has to distinguish. */
  stores: number;
};

/** Limits of an upload through the office. */
export const uploadLimits = {
  csvBytes: 100 * 1024 * 1024,
  pictureBytes: 25 * 1024 * 1024,
  totalBytes: 4 * 1024 * 1024 * 1024,
  files: 20_000,
} as const;

/** An empty report. */
export const createEmptyReport = (): ImportReport => ({
  products: { created: 0, updated: 0, unchanged: 0, refused: 0 },
  variants: { created: 0, updated: 0, unchanged: 0, refused: 0, retired: 0 },
  pictures: {
    converted: 0,
    unchanged: 0,
    missing: 0,
    refused: 0,
    notLookedFor: 0,
    missingNames: [],
    refusedFiles: [],
  },
  stock: { set: 0, unchanged: 0, refused: 0 },
  problemCount: 0,
  problems: [],
  refusal: null,
  milliseconds: 0,
});

/** A report's totals without its lists. */
export const omitLists = (report: ImportReport): ImportReport => ({
  ...report,
  problems: [],
  pictures: { ...report.pictures, missingNames: [], refusedFiles: [] },
});

/** What a run left out, or null when it imported everything: for the exit code and the report. */
export function summariseLoss({ products, variants, pictures, stock }: ImportReport) {
  const loss = {
    products: products.refused,
    variants: variants.refused,
    stock: stock.refused,
    pictures: pictures.refused,
  };
  return Object.values(loss).some((count) => count > 0) ? loss : null;
}
