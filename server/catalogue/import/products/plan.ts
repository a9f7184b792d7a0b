import { createHash, randomUUID } from "node:crypto";
import type { product, variant } from "@/db/schema/catalogue";
import type { ImportProblem } from "../schema";
import { hasSameFields, type Matching, matchVariants, type StoredVariant } from "./matching.rules";
import { listStoredByHandle, type StoredProduct } from "./queries";
import type { ImportedProduct, ImportedVariant } from "./rules";
import { findOrCreateCategory, findOrCreateColours, type NameContext, setText } from "./taxonomy";

export type StoreContext = NameContext & { currency: string };

type State = "created" | "updated" | "unchanged";
/** The outcome of one product; a null `product` means it was refused. */
export type ProductOutcome = {
  source: ImportedProduct;
  productId: string | null;
  state: State | "refused";
  variants: { created: number; updated: number; unchanged: number; refused: number; retired: number };
  /** Ids of the stored variants, with the imported data of each. */
  stored: { id: string; incoming: ImportedVariant }[];
  problems: ImportProblem[];
};

type ProductRow = typeof product.$inferInsert & { id: string };
type VariantRow = typeof variant.$inferInsert & { id: string };
/** What is to be written of one product; `moved` variants give up their options first. */
export type Plan = { outcome: ProductOutcome; product: ProductRow | null; variants: VariantRow[]; moved: string[] };

/** Compares imported products with the stored ones: what to write of each, and what to report. */
export async function planProducts(products: ImportedProduct[], context: StoreContext): Promise<Plan[]> {
  const stored = await listStoredByHandle(products.map((p) => p.handle));
  const plans: Plan[] = [];
  for (const source of products) {
    const old = stored.products.get(source.handle);
    plans.push(await planOne(source, { old, oldVariants: stored.variants.get(old?.id ?? "") ?? [] }, context));
  }
  return plans;
}

type StoredMatch = { old: StoredProduct | undefined; oldVariants: StoredVariant[] };

async function planOne(
  source: ImportedProduct,
  { old, oldVariants }: StoredMatch,
  context: StoreContext,
): Promise<Plan> {
  const variants = { created: 0, updated: 0, unchanged: 0, refused: 0, retired: 0 };
  const outcome: ProductOutcome = { source, productId: null, state: "refused", variants, stored: [], problems: [] };
  const nothing: Plan = { outcome, product: null, variants: [], moved: [] };
  if (source.variants.length === 0) return nothing;
  const matching = matchVariants(oldVariants, source.variants);
  const importHash = hashSource(source, context);
  if (old?.importHash === importHash && matching.pairs.every((p) => p.stored !== null)) {
    outcome.productId = old.id;
    outcome.state = "unchanged";
    variants.unchanged = matching.pairs.length;
    outcome.stored = matching.pairs.map((p) => ({ id: p.stored?.id ?? "", incoming: p.incoming }));
    return nothing;
  }
  const row = await buildProductRow(source, old, context);
  outcome.productId = row.id;
  const colours = await findOrCreateColours(source.variants, context);
  const written = buildPairRows(matching, row.id, { outcome, colours, currency: context.currency });
  const left = buildLeftRows(outcome, { left: matching.left, rows: written.rows, productId: row.id });
  const rows = [...written.rows, ...left];
  const { id: _id, importHash: _hash, ...fields } = row;
  const same = old !== undefined && rows.length === 0 && hasSameFields<Partial<StoredProduct>>(old, fields);
  outcome.state = old === undefined ? "created" : same ? "unchanged" : "updated";
  const moved = [...written.moved, ...left.map((v) => v.id)];
  return { outcome, product: { ...row, importHash }, variants: rows, moved };
}

type PairContext = { outcome: ProductOutcome; colours: Map<string, string>; currency: string };

/** Rows of the variants that are new or changed. */
function buildPairRows({ pairs }: Matching, productId: string, { outcome, colours, currency }: PairContext) {
  const rows: VariantRow[] = [];
  const moved: string[] = [];
  for (const [position, { incoming, stored }] of pairs.entries()) {
    const fields = buildVariantFields(incoming, stored, { position, currency, colours });
    const id = stored?.id ?? randomUUID();
    outcome.stored.push({ id, incoming });
    if (stored && hasSameFields(stored, fields)) {
      outcome.variants.unchanged++;
      continue;
    }
    outcome.variants[stored ? "updated" : "created"]++;
    if (stored) moved.push(id);
    rows.push({ id, productId, ...fields });
  }
  return { rows, moved };
}

const optionsOf = (v: Pick<VariantRow, "option1" | "option2" | "option3">) =>
  JSON.stringify([v.option1, v.option2, v.option3]);

/**
 * Rows of stored variants that the file no longer names: deactivated, and cleared of options that another variant took.
 */
function buildLeftRows(
  { source, variants }: ProductOutcome,
  { left, rows, productId }: { left: StoredVariant[]; rows: VariantRow[]; productId: string },
): VariantRow[] {
  const taken = new Set(rows.map(optionsOf));
  return left.flatMap((v) => {
    const collides = taken.has(optionsOf(v));
    // A refused row may have meant this very variant.
    const retired = v.active && (collides || source.refused === 0);
    if (retired) variants.retired++;
    if (!retired && !collides) return [];
    const option1 = collides ? `${v.option1} · ${v.id.slice(0, 4)}` : v.option1;
    return [{ ...v, productId, option1, active: false }];
  });
}

function buildVariantFields(
  v: ImportedVariant,
  stored: StoredVariant | null,
  { position, currency, colours }: { position: number; currency: string; colours: Map<string, string> },
) {
  const [option1, option2, option3] = v.options;
  return {
    // An unreadable value of the file changes nothing.
    sku: v.sku === undefined ? (stored?.sku ?? null) : v.sku,
    barcode: v.barcode === undefined ? (stored?.barcode ?? null) : v.barcode,
    option1,
    option2,
    option3,
    size: v.size,
    colourKey: (v.colour && colours.get(v.colour)) || null,
    priceMinor: v.priceMinor,
    compareAtMinor: v.compareAtMinor,
    currency,
    position,
    active: true,
  };
}

function hashSource(
  { line: _line, pictures: _pictures, refused: _refused, variants, ...said }: ImportedProduct,
  context: StoreContext,
) {
  const lines = variants.map(({ line: _l, pieces: _n, picture: _p, ...v }) => v);
  const content = JSON.stringify([context.currency, context.locale, said, lines]);
  return createHash("sha256").update(content).digest("hex");
}

async function buildProductRow(source: ImportedProduct, old: StoredProduct | undefined, context: StoreContext) {
  return {
    id: old?.id ?? randomUUID(),
    handle: source.handle,
    title: setText(old?.title, context.locale, source.title),
    description: setText(old?.description, context.locale, source.html),
    vendor: source.vendor,
    productType: source.type,
    categoryId: await findOrCreateCategory(source.category, context),
    tags: source.tags,
    optionNames: source.optionNames,
    active: source.active,
    importHash: null as string | null,
  };
}
