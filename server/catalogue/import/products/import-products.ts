import { now } from "@/server/platform/clock";
import { codeKey } from "@/server/platform/code";
import { carriersOf } from "../../codes";
import type { Row } from "../columns.rules";
import { type CsvFile, rowsOf } from "../file/csv";
import type { Scan } from "../file/scan";
import { importPictures, type PictureRun } from "../pictures/commands";
import { convertPicture } from "../pictures/convert";
import type { FindPicture } from "../pictures/queries";
import type { Progress } from "../progress";
import { slugOf } from "../rules";
import type { Facts, ImportProblem, ProblemCode } from "../schema";
import { countOutcomes } from "../stock/commands";
import { storesByCode } from "../stock/queries";
import { storeProducts } from "./commands";
import type { Outcome, StoreContext } from "./plan";
import { knownNames } from "./queries";
import { type ImportedProduct, maxRowsOfProduct, type Reading, type ReadingContext, readProduct } from "./rules";
import { isWooCommerce, likeExport } from "./source-format.rules";
import { unsoldKind } from "./woocommerce.rules";

export type ProductsRun = { csv: CsvFile; scan: Scan; find: FindPicture | null; countStock: boolean };

type Work = {
  progress: Progress;
  store: StoreContext;
  pictures: PictureRun;
  /** Where the file's own stock figures go; null when nothing does. */
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
  const work = await prepare(find, countStock && csv.at.quantity !== undefined, progress);
  work.inFile = (handle) => scan.rowsOfHandle.has(handle);
  const open = new Map<string, Row[]>();
  const limit = find ? limits.withPictures : limits.plain;
  const context = {
    currency: progress.request.currency,
    today: (await now()).toISOString().slice(0, 10),
    lineOfSku: scan.lineOfSku,
    lineOfBarcode: scan.lineOfBarcode,
  };
  const refuseRow = (line: number, code: ProblemCode, facts: Facts = {}) => {
    progress.state.report.variants.refused++;
    progress.problem({ file: "products", line, code, facts });
  };
  for await (const row of rowsOf(csv, ({ line, code }) => refuseRow(line, code))) {
    work.rowsDone++;
    const handle = scan.handles.of(row);
    if (typeof handle !== "string") {
      refuseRow(row.line, handle.code, handle.facts);
      continue;
    }
    const expected = scan.rowsOfHandle.get(handle) ?? 1;
    const rows = open.get(handle) ?? [];
    if (expected > maxRowsOfProduct) {
      if (rows.length === 0) refuseLong(handle, row.line, expected, progress);
      open.set(handle, [row]);
      continue;
    }
    rows.push(row);
    if (rows.length < expected) {
      open.set(handle, rows);
      continue;
    }
    open.delete(handle);
    read(handle, { rows, csv }, context, work);
    if (work.batch.length >= limit.products || work.batchRows >= limit.rows) await flush(work);
  }
  await flush(work);
}

async function prepare(find: FindPicture | null, countStock: boolean, progress: Progress): Promise<Work> {
  const { currency, locale } = progress.request;
  const { report } = progress.state;
  const storeId = countStock ? (await storesByCode()).first : null;
  if (countStock && storeId === null) progress.problem({ file: "products", line: 1, code: "NO_STORE", facts: {} });
  return {
    progress,
    store: { currency, locale, names: await knownNames() },
    pictures: {
      find,
      convert: progress.request.convert ?? convertPicture,
      locale,
      report: report.pictures,
      seen: new Map(),
      onPicture: () => progress.tell(),
    },
    storeId,
    inFile: () => false,
    batch: [],
    batchRows: 0,
    rowsDone: 0,
  };
}

function refuseLong(handle: string, line: number, rows: number, progress: Progress): void {
  const { state } = progress;
  state.report.products.refused++;
  state.report.variants.refused += rows;
  progress.problem({ file: "products", line, code: "TOO_MANY_ROWS", facts: { handle, rows, most: maxRowsOfProduct } });
}

type Group = { rows: Row[]; csv: CsvFile };

function readGroup(handle: string, { rows, csv }: Group, context: ReadingContext): Reading {
  const kind = isWooCommerce(csv) ? unsoldKind(rows) : null;
  if (kind === null) return readProduct(handle, likeExport(rows, csv), context);
  const problem = {
    file: "products",
    line: rows[0]?.line ?? 0,
    code: "KIND_NOT_SOLD",
    facts: { handle, kind },
  } as const;
  return { product: null, problems: [problem], refusedVariants: rows.length };
}

function read(handle: string, group: Group, context: ReadingContext, work: Work): void {
  const { product, problems, refusedVariants } = readGroup(handle, group, context);
  const { report } = work.progress.state;
  for (const problem of problems) work.progress.problem(problem);
  report.pictures.refused += problems.filter((p) => p.code === "PICTURE_NAME").length;
  report.variants.refused += refusedVariants;
  if (product) work.batch.push(product);
  else report.products.refused++;
  work.batchRows += group.rows.length;
}

async function flush(work: Work): Promise<void> {
  const { batch, progress, store } = work;
  work.batch = [];
  work.batchRows = 0;
  if (batch.length > 0) {
    const outcomes = await storeProducts(batch, store);
    for (const outcome of outcomes) countOutcome(outcome, progress);
    for (const problem of await sharedElsewhere(outcomes, work.inFile)) progress.problem(problem);
    await stockOf(outcomes, work);
    await importPictures(outcomes, (colour) => store.names.colours.get(slugOf(colour)) ?? null, work.pictures);
  }
  await progress.tell({ rowsDone: work.rowsDone });
}

/** Codes of stored variants that articles outside of the file carry too. */
async function sharedElsewhere(outcomes: Outcome[], inFile: Work["inFile"]): Promise<ImportProblem[]> {
  const taken = outcomes.flatMap((o) => o.stored.map((s) => s.incoming));
  const codesOf = ({ sku, barcode }: (typeof taken)[number]) =>
    [sku, barcode].filter((code) => typeof code === "string");
  const carriers = await carriersOf(taken.flatMap(codesOf));
  return taken.flatMap((variant) =>
    [...new Map(codesOf(variant).map((code) => [codeKey(code), code]))].flatMap(([key, value]) => {
      const other = carriers.get(key)?.find(({ handle }) => !inFile(handle));
      const told = { file: "products", line: variant.line, code: "CODE_TAKEN" } as const;
      return other ? [{ ...told, facts: { value, handle: other.handle } }] : [];
    }),
  );
}

function countOutcome({ state, variants, problems }: Outcome, progress: Progress): void {
  const { report } = progress.state;
  report.products[state]++;
  for (const key of Object.keys(variants) as (keyof Outcome["variants"])[]) report.variants[key] += variants[key];
  for (const problem of problems) progress.problem(problem);
}

async function stockOf(outcomes: Outcome[], { storeId, progress }: Work): Promise<void> {
  if (storeId === null) return;
  const { setOnHand } = progress.request;
  const onProblem = progress.problem.bind(progress);
  await countOutcomes(outcomes, storeId, { setOnHand, report: progress.state.report.stock, onProblem });
}
