import { access } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { cutText } from "@/server/platform/text";
import type { CsvFile } from "./file/csv";
import { openMapped } from "./file/open-mapped";
import { FileRefusedError } from "./file/records";
import type { ProblemFile } from "./format/columns.rules";
import { type Column, toHeaderKeys } from "./format/columns.rules";
import type { FileInspection, UploadInspection } from "./schema";
import { loadStoresByCode } from "./stock/queries";

export const getUploadsDir = () => path.resolve(env().DATA_DIR, "uploads");

/** An upload belongs to its sender: the folder contains both ids. */
export const getUploadDir = (staffId: string, uploadId: string): string =>
  path.join(getUploadsDir(), `${staffId}.${uploadId}`);

const isExisting = (name: string) =>
  access(name).then(
    () => true,
    () => false,
  );

/** The files of an upload by kind; null where there is none. */
export async function findUploadFiles(staffId: string, uploadId: string) {
  const dir = getUploadDir(staffId, uploadId);
  const products = path.join(dir, "products.csv");
  const stock = path.join(dir, "stock.csv");
  return { products: (await isExisting(products)) ? products : null, stock: (await isExisting(stock)) ? stock : null };
}

const textLength = 60;
const delimiterNames = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;

/** The format and the column mapping of each file of an upload. Throws IMPORT_FILE when it has none. */
export async function inspectUpload({ actor }: Ctx, uploadId: string): Promise<UploadInspection> {
  if (actor.kind !== "staff") throw new AppError("NOT_FOUND");
  const files = await findUploadFiles(actor.staffId, uploadId);
  const kinds = (["products", "stock"] as const).filter((kind) => files[kind] !== null);
  if (kinds.length === 0) throw new AppError("IMPORT_FILE");
  const inspections = await Promise.all(kinds.map((kind) => inspect(files[kind] ?? "", kind)));
  return { files: inspections, stores: (await loadStoresByCode()).count };
}

async function inspect(file: string, kind: ProblemFile): Promise<FileInspection> {
  try {
    return { kind, refusal: null, ...toFileView(await openMapped(file, kind)) };
  } catch (error) {
    if (!(error instanceof FileRefusedError)) throw error;
    return { kind, refusal: { file: kind, fault: error.fault, facts: error.facts } };
  }
}

function toFileView({ encoding, delimiter, headerLine, headers, first, at }: CsvFile) {
  const columnAt = new Map(Object.entries(at).map(([column, index]) => [index, column as Column]));
  const columns = toHeaderKeys(headers).map((key, index) => ({
    key,
    header: cutText(headers[index] ?? "", textLength),
    samples: [...new Set(first.map((cells) => cutText(cells[index] ?? "", textLength)))].filter(Boolean).slice(0, 3),
    column: columnAt.get(index) ?? null,
  }));
  const sign = delimiterNames[delimiter as keyof typeof delimiterNames];
  return { encoding, delimiter: sign, line: headerLine, columns };
}
