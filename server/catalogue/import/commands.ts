import { performance } from "node:perf_hooks";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { cutText } from "@/server/platform/text";
import { headerKeys, isForeign, missingColumns } from "./columns.rules";
import type { CsvFile } from "./file/csv";
import { FileRefused } from "./file/records";
import { scanProducts, scanStock } from "./file/scan";
import { openMapped } from "./file/open-mapped";
import { type FindPicture, folderOf } from "./pictures/queries";
import { otherCurrency } from "./products/queries";
import { importProducts } from "./products/import-products";
import { handlesOf } from "./products/source-format.rules";
import { type ImportRequest, Progress } from "./progress";
import { closeRun, openRun } from "./runs";
import { emptyReport, type ImportReport, type Maps } from "./schema";
import { importStock } from "./stock/commands";
import { storesByCode } from "./stock/queries";

export type ImportOutcome = { runId: string | null; report: ImportReport };

/**
 * Imports a product CSV with its pictures and stock, or stock alone, streaming. A bad row is reported and the rest goes in; a file that
 * cannot be read as a whole is refused (`report.refusal`) before anything is written. Throws only for faults that are not the file's.
 */
export async function runImport(ctx: Ctx, request: ImportRequest): Promise<ImportOutcome> {
  const staffId = importerOf(ctx);
  const report = { ...emptyReport(), ...(request.source === "office" ? { maps: saidOf(request) } : {}) };
  const started = performance.now();
  const refuse = (error: unknown) => {
    if (!(error instanceof FileRefused)) throw error;
    report.refusal = { file: error.file, fault: error.fault, facts: error.facts };
  };
  let runId: string | null = null;
  try {
    runId = await openRun({ source: request.source, staffId, fileName: request.fileName });
  } catch (error) {
    refuse(error);
    return { runId, report };
  }
  request.onOpened?.(runId);
  const progress = new Progress(runId, request, report);
  try {
    await importAll(progress);
  } catch (error) {
    report.milliseconds = Math.round(performance.now() - started);
    const refused = error instanceof FileRefused && error.fault !== "INTERRUPTED";
    if (error instanceof FileRefused) refuse(error);
    await closeRun(runId, refused ? "refused" : "failed", progress.state).catch(() => {});
    refuse(error);
    return { runId, report };
  }
  report.milliseconds = Math.round(performance.now() - started);
  report.problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  await closeRun(runId, "done", progress.state);
  return { runId, report };
}

const saidOf = ({ maps }: ImportRequest): Maps => {
  const of = (kind: keyof Maps) => (maps?.[kind]?.size ? { [kind]: Object.fromEntries(maps[kind]) } : {});
  return { ...of("products"), ...of("stock") };
};

/** Who imports: the office's staff, or a command on the machine itself. */
export function importerOf({ actor }: Ctx): string | null {
  if (actor.kind === "system") return null;
  if (actor.kind === "staff" && actor.surface === "office") return actor.staffId;
  throw new AppError("NOT_FOUND");
}

/** Reads everything once before the first write, so that a broken file leaves nothing behind. */
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
  if (stock) checkColumns(stock, request.currency, (await storesByCode()).count);
  const find: FindPicture | null = request.images === null ? null : await folderOf(request.images);
  const tick = (rowsDone: number) => progress.tell({ rowsDone });
  const scan = csv ? await scanProducts(csv, handlesOf(csv), tick) : null;
  const stockRows = stock ? await scanStock(stock, tick) : 0;
  if (csv && scan) {
    await progress.tell({ phase: "products", rowsDone: 0, rowsTotal: scan.rows });
    await importProducts({ csv, scan, find, countStock: stock === null }, progress);
  }
  if (stock) await countFile(stock, stockRows, progress);
}

/** Until there are markets a house has one currency: that of its catalogue, in which it also sells. Throws FileRefused. */
async function assertCurrency({ products, currency }: ImportRequest): Promise<void> {
  if (!Intl.supportedValuesOf("currency").includes(currency))
    throw new FileRefused("products", "CURRENCY_UNKNOWN", { currency });
  if (products === null) return;
  const other = await otherCurrency(currency);
  if (other !== null) throw new FileRefused("products", "CURRENCY_OTHER", { currency, other });
  const sold = env().CURRENCY;
  if (currency !== sold) throw new FileRefused("products", "CURRENCY_NOT_SOLD", { currency, sold });
}

/** Refuses what somebody said of a header that no file has. */
function checkMaps(files: CsvFile[], { maps }: ImportRequest): void {
  const known = new Set(files.flatMap(({ headers }) => headerKeys(headers)));
  const asked = files.flatMap(({ kind }) => [...(maps?.[kind]?.keys() ?? [])]);
  const [header] = asked.filter((key) => !known.has(key));
  const found = cutText(files.flatMap(({ headers }) => headers.filter(Boolean)).join(", "), 300);
  if (header !== undefined) throw new FileRefused(files[0]?.kind ?? "products", "MAP_UNKNOWN", { header, found });
}

/** Refuses a file that lacks columns, or whose prices are headed with another currency. */
function checkColumns({ at, kind, headers, headerLine: line }: CsvFile, currency: string, stores: number): void {
  const missing = missingColumns(at, kind, stores).map((columns) => columns.join("/"));
  const found = cutText(headers.filter(Boolean).join(", "), 300);
  if (missing.length > 0) throw new FileRefused(kind, "WRONG_HEADER", { missing: missing.join("|"), found, line });
  for (const column of ["price", "salePrice", "compareAt"] as const) {
    const header = headers[at[column] ?? -1] ?? "";
    if (isForeign(header, currency)) throw new FileRefused(kind, "CURRENCY_HEADER", { header, currency });
  }
}

async function countFile(stock: CsvFile, rowsTotal: number, progress: Progress): Promise<void> {
  await progress.tell({ phase: "stock", rowsDone: 0, rowsTotal });
  const { setOnHand } = progress.request;
  const run = { setOnHand, report: progress.state.report.stock, onProblem: progress.problem.bind(progress) };
  await importStock(stock, run, (rowsDone) => progress.tell({ rowsDone }));
}
