import { now } from "@/server/platform/clock";
import { toCodeKey } from "@/server/platform/code";
import { listCodeCarriers } from "../../codes";
import { type CsvFile, readRows } from "../file/csv";
import type { Scan } from "../file/scan";
import type { Row } from "../format/columns.rules";
import { toSlug } from "../format/rules";
import { importPictures, type PictureRun } from "../pictures/commands";
import { convertPicture } from "../pictures/convert";
import type { FindPicture } from "../pictures/queries";
import type { Progress } from "../progress";
import type { ImportProblem, ProblemCode, ProblemDetails } from "../schema";
import { countOutcomes } from "../stock/commands";
import { loadStoresByCode } from "../stock/queries";
import { storeProducts } from "./commands";
import type { ProductOutcome, StoreContext } from "./plan";
import { loadKnownNames } from "./queries";
import { type ImportedProduct, maxRowsOfProduct, type ProductReading, type ReadingContext, readProduct } from "./rules";
import { isWooCommerce, toShopifyShape } from "./source-format.rules";
import { findUnsoldKind } from "./woocommerce.rules";

export type ProductsRun = { csv: CsvFile; scan: Scan; find: FindPicture | null; countStock: boolean };

type RunState = {
  progress: Progress;
  store: StoreContext;
  pictures: PictureRun;
  /** The store of the file's own stock figures; null when they are ignored. */
  storeId: string | null;
  /** Whether the file names a product. */
  inFile(handle: string): boolean;
  batch: ImportedProduct[];
  batchRows: number;
  rowsDone: number;
};

const limits = { withPictures: { products: 8, rows: 200 }, plain: { products: 100, rows: 1_000 } };

/** Reads the products of a scanned file and stores them in batches, each with its pictures and stock. */
export async function importProducts({ csv, scan, find, countStock }: ProductsRun, progress: Progress): Promise<void> {
  const work = await createRunState(find, countStock && csv.at.quantity !== undefined, progress);
  work.inFile = (handle) => scan.rowsOfHandle.has(handle);
  const open = new Map<string, Row[]>();
  const limit = find ? limits.withPictures : limits.plain;
  const context = {
    currency: progress.request.currency,
    today: (await now()).toISOString().slice(0, 10),
    lineOfSku: scan.lineOfSku,
    lineOfBarcode: scan.lineOfBarcode,
  };
  const refuseRow = (line: number, code: ProblemCode, facts: ProblemDetails = {}) => {
    progress.state.report.variants.refused++;
    progress.problem({ file: "products", line, code, facts });
  };
  for await (const row of readRows(csv, ({ line, code }) => refuseRow(line, code))) {
    work.rowsDone++;
    const handle = scan.handles.of(row);
    if (typeof handle !== "string") {
      refuseRow(row.line, handle.code, handle.facts);
      continue;
    }
    const expected = scan.rowsOfHandle.get(handle) ?? 1;
    const rows = open.get(handle) ?? [];
    if (expected > maxRowsOfProduct) {
      if (rows.length === 0) refuseLong(progress, { handle, line: row.line, rows: expected });
      open.set(handle, [row]);
      continue;
    }
    rows.push(row);
    if (rows.length < expected) {
      open.set(handle, rows);
      continue;
    }
    open.delete(handle);
    addGroup({ handle, rows, csv }, context, work);
    if (work.batch.length >= limit.products || work.batchRows >= limit.rows) await flush(work);
  }
  await flush(work);
}

async function createRunState(find: FindPicture | null, countStock: boolean, progress: Progress): Promise<RunState> {
  const { currency, locale } = progress.request;
  const { report } = progress.state;
  const storeId = countStock ? (await loadStoresByCode()).first : null;
  if (countStock && storeId === null) progress.problem({ file: "products", line: 1, code: "NO_STORE", facts: {} });
  return {
    progress,
    store: { currency, locale, names: await loadKnownNames() },
    pictures: {
      find,
      convert: progress.request.convert ?? convertPicture,
      locale,
      report: report.pictures,
      seen: new Map(),
      onPicture: () => progress.publish(),
    },
    storeId,
    inFile: () => false,
    batch: [],
    batchRows: 0,
    rowsDone: 0,
  };
}

function refuseLong(progress: Progress, { handle, line, rows }: { handle: string; line: number; rows: number }): void {
  const { state } = progress;
  state.report.products.refused++;
  state.report.variants.refused += rows;
  progress.problem({ file: "products", line, code: "TOO_MANY_ROWS", facts: { handle, rows, most: maxRowsOfProduct } });
}

type Group = { handle: string; rows: Row[]; csv: CsvFile };

function readGroup({ handle, rows, csv }: Group, context: ReadingContext): ProductReading {
  const kind = isWooCommerce(csv) ? findUnsoldKind(rows) : null;
  if (kind === null) return readProduct(handle, toShopifyShape(rows, csv), context);
  const problem = {
    file: "products",
    line: rows[0]?.line ?? 0,
    code: "KIND_NOT_SOLD",
    facts: { handle, kind },
  } as const;
  return { product: null, problems: [problem], refusedVariants: rows.length };
}

function addGroup(group: Group, context: ReadingContext, work: RunState): void {
  const { product, problems, refusedVariants } = readGroup(group, context);
  const { report } = work.progress.state;
  for (const problem of problems) work.progress.problem(problem);
  report.pictures.refused += problems.filter((p) => p.code === "PICTURE_NAME").length;
  report.variants.refused += refusedVariants;
  if (product) work.batch.push(product);
  else report.products.refused++;
  work.batchRows += group.rows.length;
}

async function flush(work: RunState): Promise<void> {
  const { batch, progress, store } = work;
  work.batch = [];
  work.batchRows = 0;
  if (batch.length > 0) {
    const outcomes = await storeProducts(batch, store);
    for (const outcome of outcomes) countOutcome(outcome, progress);
    for (const problem of await findSharedElsewhere(outcomes, work.inFile)) progress.problem(problem);
    await importStockOfOutcomes(outcomes, work);
    await importPictures(outcomes, (colour) => store.names.colours.get(toSlug(colour)) ?? null, work.pictures);
  }
  await progress.publish({ rowsDone: work.rowsDone });
}

/** Codes of stored variants that variants outside the file carry too. */
async function findSharedElsewhere(outcomes: ProductOutcome[], inFile: RunState["inFile"]): Promise<ImportProblem[]> {
  const taken = outcomes.flatMap((o) => o.stored.map((s) => s.incoming));
  const codesOf = ({ sku, barcode }: (typeof taken)[number]) =>
    [sku, barcode].filter((code) => typeof code === "string");
  const carriers = await listCodeCarriers(taken.flatMap(codesOf));
  return taken.flatMap((variant) =>
    [...new Map(codesOf(variant).map((code) => [toCodeKey(code), code]))].flatMap(([key, value]) => {
      const other = carriers.get(key)?.find(({ handle }) => !inFile(handle));
      const problem = { file: "products", line: variant.line, code: "CODE_TAKEN" } as const;
      return other ? [{ ...problem, facts: { value, handle: other.handle } }] : [];
    }),
  );
}

function countOutcome({ state, variants, problems }: ProductOutcome, progress: Progress): void {
  const { report } = progress.state;
  report.products[state]++;
  for (const key of Object.keys(variants) as (keyof ProductOutcome["variants"])[])
    report.variants[key] += variants[key];
  for (const problem of problems) progress.problem(problem);
}

async function importStockOfOutcomes(outcomes: ProductOutcome[], { storeId, progress }: RunState): Promise<void> {
  if (storeId === null) return;
  const onProblem = progress.problem.bind(progress);
  await countOutcomes(outcomes, storeId, { report: progress.state.report.stock, onProblem });
}
