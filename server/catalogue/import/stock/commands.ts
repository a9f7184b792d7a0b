import type { Tx } from "@/db/client";
import { createHook } from "@/server/platform/hook";
import { inTransaction } from "@/server/platform/transaction";
import { type CsvFile, readRows } from "../file/csv";
import type { ProductOutcome } from "../products/plan";
import type { ImportProblem, ImportReport } from "../schema";
import { findVariantsNamed, listHigherLevels, loadStoresByCode, type NamedVariant, toOptionsKey } from "./queries";
import { readStockLine, type StockLine } from "./rules";

type CountedLevel = { variantId: string; storeId: string; onHand: number };
/**
 * Inventory's command: sets levels, keeps its ledger, returns how many changed. A hook, because inventory depends on the
 * catalogue.
 */
type SetOnHand = (tx: Tx, levels: CountedLevel[], reason: "import") => Promise<number>;
export const onHandHook = createHook<SetOnHand>("catalogue.onHand");

export type StockRun = {
  report: ImportReport["stock"];
  onProblem(problem: ImportProblem): void;
};

const linesPerBatch = 1_000;

async function setCountedLevels(
  levels: (CountedLevel & { line: number })[],
  file: ImportProblem["file"],
  run: StockRun,
) {
  if (levels.length === 0) return;
  const counted = levels.map(({ variantId, storeId, onHand }) => ({ variantId, storeId, onHand }));
  const changed = await inTransaction((tx) => onHandHook.get()(tx, counted, "import"));
  run.report.set += changed;
  run.report.unchanged += counted.length - changed;
  const lineOf = new Map(levels.map((l) => [`${l.variantId} ${l.storeId}`, l.line]));
  for (const { variantId, storeId, reserved } of await listHigherLevels(counted)) {
    const line = lineOf.get(`${variantId} ${storeId}`) ?? 0;
    run.onProblem({ file, line, code: "STOCK_BELOW_RESERVED", facts: { reserved } });
  }
}

/** Sets the stock of one store from an export's figures per variant. */
export async function countOutcomes(outcomes: ProductOutcome[], storeId: string, run: StockRun): Promise<void> {
  const levels = outcomes.flatMap((o) =>
    o.stored.flatMap(({ id, incoming: { pieces, line } }) =>
      pieces === null ? [] : [{ variantId: id, storeId, onHand: pieces, line }],
    ),
  );
  await setCountedLevels(levels, "products", run);
}

/**
 * Imports a stock file, a thousand lines a transaction; a line that cannot be assigned is reported and the rest is
 * imported.
 */
export async function importStock(
  file: CsvFile,
  run: StockRun,
  onRows: (done: number) => Promise<void>,
): Promise<void> {
  const stores = await loadStoresByCode();
  const storeOf = (name: string) => (file.at.store === undefined ? stores.first : stores.byCode.get(name)) ?? null;
  const refuse = (problem: ImportProblem) => {
    run.report.refused++;
    run.onProblem(problem);
  };
  const seen = new Map<string, number>();
  let batch: StockLine[] = [];
  let done = 0;
  const flush = async () => {
    const levels = await resolveLines(batch, { storeOf, seen, refuse });
    await setCountedLevels(levels, "stock", run);
    batch = [];
    await onRows(done);
  };
  for await (const row of readRows(file, ({ line, code }) => refuse({ file: "stock", line, code, facts: {} }))) {
    done++;
    const read = readStockLine(row, file.at.store === undefined);
    if (read === null) continue;
    if ("code" in read) refuse(read);
    else batch.push(read);
    if (batch.length >= linesPerBatch) await flush();
  }
  await flush();
}

/** Whether a handle, and option values where the line has them, match a variant. */
const isMatchingVariant = (v: NamedVariant, handle: string, options: readonly string[]) =>
  v.handle === handle &&
  (options.every((value) => value === "") || options.every((value, i) => value === v.options[i]));

type LineContext = {
  storeOf: (name: string) => string | null;
  seen: Map<string, number>;
  refuse: (problem: ImportProblem) => void;
};

async function resolveLines(lines: StockLine[], { storeOf, seen, refuse }: LineContext) {
  const named = await findVariantsNamed(
    lines.flatMap((l) => l.sku ?? []),
    lines.flatMap((l) => (l.sku === null ? (l.barcode ?? []) : [])),
    lines.flatMap((l) => (l.sku === null && l.barcode === null ? (l.handle ?? []) : [])),
  );
  return lines.flatMap(({ line, sku, barcode, handle, options, store, onHand }) => {
    const problem = (code: ImportProblem["code"], facts: ImportProblem["facts"]) => {
      refuse({ file: "stock", line, code, facts });
      return [];
    };
    const storeId = storeOf(store);
    if (!storeId) return problem("STORE_UNKNOWN", { store });
    const code = sku ?? barcode;
    const what = code ?? [handle, ...options].filter(Boolean).join(" / ");
    const ofCode = sku ? named.bySku(sku) : barcode ? named.byBarcode(barcode) : [];
    const meant = ofCode.length > 1 && handle ? ofCode.filter((v) => isMatchingVariant(v, handle, options)) : ofCode;
    if (meant.length > 1 || (meant.length === 0 && ofCode.length > 1))
      return problem("SKU_AMBIGUOUS", { sku: code ?? "", count: ofCode.length });
    const variantId = code ? meant[0]?.id : named.byOptions.get(toOptionsKey(handle ?? "", options));
    if (!variantId) return problem("VARIANT_UNKNOWN", { what });
    const key = `${variantId} ${storeId}`;
    const first = seen.get(key);
    if (first !== undefined) return problem("STOCK_REPEATED", { what, first });
    seen.set(key, line);
    return [{ variantId, storeId, onHand, line }];
  });
}
