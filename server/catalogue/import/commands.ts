import { performance } from "node:perf_hooks";
import { bus } from "@/server/platform/bus";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { cutText } from "@/server/platform/text";
import type { CsvFile } from "./file/csv";
import { openMapped } from "./file/open-mapped";
import { FileRefusedError } from "./file/records";
import { scanProducts, scanStock } from "./file/scan";
import { findMissingColumns, isForeignCurrency, toHeaderKeys } from "./format/columns.rules";
import { type FindPicture, indexFolder } from "./pictures/queries";
import { importProducts } from "./products/import-products";
import { findOtherCurrency } from "./products/queries";
import { chooseGrouping } from "./products/source-format.rules";
import { type ImportRequest, Progress } from "./progress";
import { createRun, finishRun } from "./runs";
import { type ColumnMaps, createEmptyReport, type ImportReport } from "./schema";
import { importStock } from "./stock/commands";
import { loadStoresByCode } from "./stock/queries";

export type ImportOutcome = { runId: string | null; report: ImportReport };

/**
 * Imports a product CSV with its pictures and stock, or stock alone, streaming. A bad row is reported and the rest is
 * imported; a file that cannot be read as a whole is refused (`report.refusal`) before anything is written. Throws only
 * for faults that are not the file's.
 */
export async function runImport(ctx: Ctx, request: ImportRequest): Promise<ImportOutcome> {
  const staffId = getImporterId(ctx);
  const report = { ...createEmptyReport(), ...(request.source === "office" ? { maps: listChosenMaps(request) } : {}) };
  const started = performance.now();
  const refuse = (error: unknown) => {
    if (!(error instanceof FileRefusedError)) throw error;
    report.refusal = { file: error.file, fault: error.fault, facts: error.facts };
  };
  let runId: string | null = null;
  try {
    runId = await createRun({ source: request.source, staffId, fileName: request.fileName });
  } catch (error) {
    refuse(error);
    return { runId, report };
  }
  request.onOpened?.(runId);
  const progress = new Progress(runId, request, report);
  try {
    await importAll(progress).finally(() => bus.emit("catalogue"));
  } catch (error) {
    report.milliseconds = Math.round(performance.now() - started);
    const refused = error instanceof FileRefusedError && error.fault !== "INTERRUPTED";
    if (error instanceof FileRefusedError) refuse(error);
    await finishRun(runId, refused ? "refused" : "failed", progress.state).catch(() => {});
    refuse(error);
    return { runId, report };
  }
  report.milliseconds = Math.round(performance.now() - started);
  report.problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  await finishRun(runId, "done", progress.state);
  return { runId, report };
}

const listChosenMaps = ({ maps }: ImportRequest): ColumnMaps => {
  const of = (kind: keyof ColumnMaps) => (maps?.[kind]?.size ? { [kind]: Object.fromEntries(maps[kind]) } : {});
  return { ...of("products"), ...of("stock") };
};

/** The importing member of the office's staff; null for a command on the machine itself. */
export function getImporterId({ actor }: Ctx): string | null {
  if (actor.kind === "system") return null;
  if (actor.kind === "staff" && actor.surface === "office") return actor.staffId;
  throw new AppError("NOT_FOUND");
}

/** Reads everything once before the first write, so that a broken file has no effect. */
async function importAll(progress: Progress): Promise<void> {
  const { request } = progress;
  await assertCurrency(request);
  const csv = request.products === null ? null : await openMapped(request.products, "products", request.maps?.products);
  const stock = request.stock === null ? null : await openMapped(request.stock, "stock", request.maps?.stock);
  checkMaps(
    [csv, stock].flatMap((file) => file ?? []),
    request,
  );
  if (csv) checkColumns(csv, request.currency, 0);
  if (stock) checkColumns(stock, request.currency, (await loadStoresByCode()).count);
  const find: FindPicture | null = request.images === null ? null : await indexFolder(request.images);
  const tick = (rowsDone: number) => progress.publish({ rowsDone });
  const scan = csv ? await scanProducts(csv, chooseGrouping(csv), tick) : null;
  const stockRows = stock ? await scanStock(stock, tick) : 0;
  if (csv && scan) {
    await progress.publish({ phase: "products", rowsDone: 0, rowsTotal: scan.rows });
    await importProducts({ csv, scan, find, countStock: stock === null }, progress);
  }
  if (stock) await importStockFile(stock, stockRows, progress);
}

/** Until there are markets a shop has one currency: that of its catalogue. Throws FileRefusedError. */
async function assertCurrency({ products, currency }: ImportRequest): Promise<void> {
  if (!Intl.supportedValuesOf("currency").includes(currency))
    throw new FileRefusedError("products", "CURRENCY_UNKNOWN", { currency });
  if (products === null) return;
  const other = await findOtherCurrency(currency);
  if (other !== null) throw new FileRefusedError("products", "CURRENCY_OTHER", { currency, other });
  const sold = env().CURRENCY;
  if (currency !== sold) throw new FileRefusedError("products", "CURRENCY_NOT_SOLD", { currency, sold });
}

/** Refuses a given mapping of a header that no file has. */
function checkMaps(files: CsvFile[], { maps }: ImportRequest): void {
  const known = new Set(files.flatMap(({ headers }) => toHeaderKeys(headers)));
  const mappedHeaders = files.flatMap(({ kind }) => [...(maps?.[kind]?.keys() ?? [])]);
  const [header] = mappedHeaders.filter((key) => !known.has(key));
  const found = cutText(files.flatMap(({ headers }) => headers.filter(Boolean)).join(", "), 300);
  if (header !== undefined) throw new FileRefusedError(files[0]?.kind ?? "products", "MAP_UNKNOWN", { header, found });
}

/** Refuses a file that lacks columns, or whose prices are headed with another currency. */
function checkColumns({ at, kind, headers, headerLine: line }: CsvFile, currency: string, stores: number): void {
  const missing = findMissingColumns(at, kind, stores).map((columns) => columns.join("/"));
  const found = cutText(headers.filter(Boolean).join(", "), 300);
  if (missing.length > 0) throw new FileRefusedError(kind, "WRONG_HEADER", { missing: missing.join("|"), found, line });
  for (const column of ["price", "salePrice", "compareAt"] as const) {
    const header = headers[at[column] ?? -1] ?? "";
    if (isForeignCurrency(header, currency)) throw new FileRefusedError(kind, "CURRENCY_HEADER", { header, currency });
  }
}

async function importStockFile(stock: CsvFile, rowsTotal: number, progress: Progress): Promise<void> {
  await progress.publish({ phase: "stock", rowsDone: 0, rowsTotal });
  const run = { report: progress.state.report.stock, onProblem: progress.problem.bind(progress) };
  await importStock(stock, run, (rowsDone) => progress.publish({ rowsDone }));
}
