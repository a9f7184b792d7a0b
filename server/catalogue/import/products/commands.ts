import { createHash, randomUUID } from "node:crypto";
import { inArray, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import type { LocalisedText } from "@/db/columns";
import { category, colour, product, variant } from "@/db/schema/catalogue";
import { inTransaction } from "@/server/platform/transaction";
import { reindexProducts } from "../../search/commands";
import { colourKeyOf, hexOf } from "../colours/rules";
import { slugOf } from "../rules";
import type { ImportLocale, ImportProblem } from "../schema";
import { matchVariants, type StoredVariant, sameFields } from "./matching/rules";
import { categoryKey, type KnownNames, ownersOfSkus, type StoredProduct, storedByHandle } from "./queries";
import type { ImportedProduct, ImportedVariant } from "./rules";

export type StoreContext = { currency: string; locale: ImportLocale; names: KnownNames };

type State = "created" | "updated" | "unchanged";
/** What became of one product; `null` product means it was refused. */
export type Outcome = {
  source: ImportedProduct;
  productId: string | null;
  state: State | "refused";
  variants: { created: number; updated: number; unchanged: number; refused: number; retired: number };
  /** Ids of the variants that are in, with what the file says of each. */
  stored: { id: string; incoming: ImportedVariant }[];
  problems: ImportProblem[];
};

type ProductRow = typeof product.$inferInsert & { id: string };
type VariantRow = typeof variant.$inferInsert & { id: string };
type Plan = { outcome: Outcome; product: ProductRow | null; variants: VariantRow[]; moved: string[] };

/**
 * Stores products with their variants, each whole or not at all: one transaction for all of them, and when the database
 * refuses that, one for each. Products that say what they said last time are not written.
 */
export async function storeProducts(products: ImportedProduct[], context: StoreContext): Promise<Outcome[]> {
  const plans = await planAll(products, context);
  const changed = plans.filter((p) => p.product !== null);
  if (changed.length === 0) return plans.map((p) => p.outcome);
  try {
    await inTransaction((tx) => write(tx, changed));
  } catch {
    for (const plan of changed) await inTransaction((tx) => write(tx, [plan])).catch(() => refuse(plan));
  }
  return plans.map((p) => p.outcome);
}

function refuse({ outcome }: Plan): void {
  const { source, variants } = outcome;
  const refused = variants.created + variants.updated + variants.unchanged + variants.refused;
  Object.assign(outcome, { productId: null, state: "refused", stored: [] });
  outcome.variants = { created: 0, updated: 0, unchanged: 0, refused, retired: 0 };
  outcome.problems.push({ file: "products", line: source.line, code: "NOT_STORED", facts: { handle: source.handle } });
}

async function planAll(products: ImportedProduct[], context: StoreContext): Promise<Plan[]> {
  const stored = await storedByHandle(products.map((p) => p.handle));
  const owners = await ownersOfSkus(products.flatMap((p) => p.variants.flatMap((v) => v.sku ?? [])));
  const plans: Plan[] = [];
  for (const given of products) {
    const old = stored.products.get(given.handle);
    const { source, problems } = withoutTakenSkus(given, owners);
    plans.push(await plan(source, problems, { old, oldVariants: stored.variants.get(old?.id ?? "") ?? [] }, context));
  }
  return plans;
}

function withoutTakenSkus(given: ImportedProduct, owners: Map<string, string>) {
  const taken = given.variants.filter((v) => v.sku !== null && (owners.get(v.sku) ?? given.handle) !== given.handle);
  const problems = taken.map(({ line, sku }): ImportProblem => {
    return {
      file: "products",
      line,
      code: "SKU_TAKEN",
      facts: { sku: sku ?? "", handle: owners.get(sku ?? "") ?? "" },
    };
  });
  const variants = given.variants.filter((v) => !taken.includes(v));
  return { source: { ...given, variants, refused: given.refused + taken.length }, problems };
}

type Old = { old: StoredProduct | undefined; oldVariants: StoredVariant[] };

async function plan(
  source: ImportedProduct,
  problems: ImportProblem[],
  { old, oldVariants }: Old,
  context: StoreContext,
) {
  const refusedHere = problems.length;
  const outcome: Outcome = {
    source,
    productId: old?.id ?? null,
    state: "unchanged",
    variants: { created: 0, updated: 0, unchanged: 0, refused: refusedHere, retired: 0 },
    stored: [],
    problems,
  };
  if (source.variants.length === 0) {
    outcome.state = "refused";
    outcome.productId = null;
    return { outcome, product: null, variants: [], moved: [] };
  }
  const { pairs, left } = matchVariants(oldVariants, source.variants);
  const importHash = hashOf(source, context);
  if (old?.importHash === importHash && pairs.every((p) => p.stored !== null)) {
    outcome.variants.unchanged = pairs.length;
    outcome.stored = pairs.map((p) => ({ id: p.stored?.id ?? "", incoming: p.incoming }));
    return { outcome, product: null, variants: [], moved: [] };
  }
  const row = await productRow(source, old, context);
  const productId = row.id;
  outcome.productId = productId;
  const colours = await coloursOf(source, context);
  const rows: VariantRow[] = [];
  const moved: string[] = [];
  for (const [position, { incoming, stored }] of pairs.entries()) {
    const fields = variantFields(incoming, position, context.currency, colours);
    const id = stored?.id ?? randomUUID();
    outcome.stored.push({ id, incoming });
    if (stored && sameFields(stored, fields)) outcome.variants.unchanged++;
    else {
      outcome.variants[stored ? "updated" : "created"]++;
      if (stored) moved.push(id);
      rows.push({ id, productId, ...fields });
    }
  }
  const retired = source.refused === 0 ? left.filter((v) => v.active) : [];
  outcome.variants.retired = retired.length;
  const taken = new Set(rows.map((r) => JSON.stringify([r.option1, r.option2, r.option3])));
  for (const { id, ...v } of left) {
    const collides = taken.has(JSON.stringify([v.option1, v.option2, v.option3]));
    if (!collides && !retired.some((r) => r.id === id)) continue;
    const option1 = collides ? `${v.option1} · ${id.slice(0, 4)}` : v.option1;
    rows.push({ ...v, id, productId, option1, active: collides ? false : !retired.some((r) => r.id === id) });
    moved.push(id);
  }
  const { id: _id, importHash: _hash, ...said } = row;
  const same = old !== undefined && rows.length === 0 && sameFields<Partial<StoredProduct>>(old, said);
  outcome.state = old === undefined ? "created" : same ? "unchanged" : "updated";
  return { outcome, product: { ...row, importHash }, variants: rows, moved };
}

function variantFields(v: ImportedVariant, position: number, currency: string, colours: Map<string, string>) {
  const [option1, option2, option3] = v.options;
  return {
    sku: v.sku,
    barcode: v.barcode,
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

function hashOf(
  { line: _line, pictures: _pictures, refused: _refused, variants, ...said }: ImportedProduct,
  context: StoreContext,
) {
  const lines = variants.map(({ line: _l, pieces: _n, picture: _p, ...v }) => v);
  const content = JSON.stringify([context.currency, context.locale, said, lines]);
  return createHash("sha256").update(content).digest("hex");
}

/** The text in one language more; English, which must exist, follows while nobody has written it. */
function withText(old: LocalisedText | undefined, locale: ImportLocale, text: string): LocalisedText {
  if (!old) return { en: text, [locale]: text };
  const en = locale === "en" || old.en === old[locale] ? text : old.en;
  return { ...old, [locale]: text, en };
}

async function productRow(source: ImportedProduct, old: StoredProduct | undefined, context: StoreContext) {
  return {
    id: old?.id ?? randomUUID(),
    handle: source.handle,
    title: withText(old?.title, context.locale, source.title),
    description: withText(old?.description, context.locale, source.html),
    vendor: source.vendor,
    productType: source.type,
    categoryId: await categoryIdOf(source.category, context),
    tags: source.tags,
    optionNames: source.optionNames,
    active: source.active,
    importHash: null as string | null,
  };
}

/** The stored category that a free text means, made when there is none; null for an empty text. */
async function categoryIdOf(text: string, { locale, names }: StoreContext): Promise<string | null> {
  const key = categoryKey(text);
  const slug = slugOf(text.replace(/['’]/g, ""));
  if (key === "" || slug === "") return null;
  const known = names.categories.get(key);
  if (known) return known;
  const [row] = await db()
    .insert(category)
    .values({
      slug,
      name: withText(undefined, locale, text),
      position: sql`(select coalesce(max(position), 0) + 1 from category)`,
    })
    .onConflictDoUpdate({ target: category.slug, set: { slug } })
    .returning({ id: category.id });
  if (row) names.categories.set(key, row.id);
  return row?.id ?? null;
}

/** Key of each colour that a product names, new colours made. */
async function coloursOf(source: ImportedProduct, { locale, names }: StoreContext): Promise<Map<string, string>> {
  const written = [...new Set(source.variants.flatMap((v) => v.colour ?? []))];
  const keys = new Map<string, string>();
  for (const name of written) {
    const slug = colourKeyOf(name);
    if (slug === "") continue;
    const key = names.colours.get(slug) ?? slug;
    if (!names.colours.has(slug)) {
      await db()
        .insert(colour)
        .values({ key, name: withText(undefined, locale, name), hex: hexOf(name) })
        .onConflictDoNothing();
      names.colours.set(slug, key);
    }
    keys.set(name, key);
  }
  return keys;
}

const productColumns = [
  "title",
  "description",
  "vendor",
  "product_type",
  "category_id",
  "tags",
  "option_names",
  "active",
  "import_hash",
];
const variantColumns = [
  "sku",
  "barcode",
  "option1",
  "option2",
  "option3",
  "size",
  "colour_key",
  "price_minor",
  "compare_at_minor",
  "currency",
  "position",
  "active",
];
const camel = (column: string) => column.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const replaced = (names: string[]) => Object.fromEntries(names.map((n) => [camel(n), sql.raw(`excluded.${n}`)]));
const variantsInOneStatement = 2_000;

async function write(tx: Tx, plans: Plan[]): Promise<void> {
  const rows = plans.flatMap((p) => p.product ?? []);
  await tx
    .insert(product)
    .values(rows)
    .onConflictDoUpdate({ target: product.id, set: { ...replaced(productColumns), updatedAt: sql`clock_now()` } });
  // Two variants may swap their SKUs or sizes: first out of each other's way, then in.
  const moved = plans.flatMap((p) => p.moved);
  if (moved.length > 0) {
    await tx
      .update(variant)
      .set({ sku: null, option1: sql`${variant.id}::text` })
      .where(inArray(variant.id, moved));
  }
  const variants = plans.flatMap((p) => p.variants);
  for (let at = 0; at < variants.length; at += variantsInOneStatement) {
    await tx
      .insert(variant)
      .values(variants.slice(at, at + variantsInOneStatement))
      .onConflictDoUpdate({ target: variant.id, set: replaced(variantColumns) });
  }
  await reindexProducts(
    rows.map((r) => r.id),
    tx,
  );
}
