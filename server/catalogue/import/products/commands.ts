import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { toUuidArray } from "@/db/columns";
import { inTransaction } from "@/server/platform/transaction";
import { reindexProducts } from "../../search/commands";
import { type Plan, type ProductOutcome, planProducts, type StoreContext } from "./plan";
import type { ImportedProduct } from "./rules";

/**
 * Stores products with their variants, each completely or not at all: one transaction for all of them, and when the
 * database refuses that, one for each. Unchanged products are not written.
 */
export async function storeProducts(products: ImportedProduct[], context: StoreContext): Promise<ProductOutcome[]> {
  const plans = await planProducts(products, context);
  const changed = plans.filter((p) => p.product !== null);
  if (changed.length === 0) return plans.map((p) => p.outcome);
  try {
    await inTransaction((tx) => writePlans(tx, changed));
  } catch {
    for (const plan of changed) await inTransaction((tx) => writePlans(tx, [plan])).catch(() => refusePlan(plan));
  }
  return plans.map((p) => p.outcome);
}

function refusePlan({ outcome }: Plan): void {
  const { source, variants } = outcome;
  const refused = variants.created + variants.updated + variants.unchanged + variants.refused;
  Object.assign(outcome, { productId: null, state: "refused", stored: [] });
  outcome.variants = { created: 0, updated: 0, unchanged: 0, refused, retired: 0 };
  outcome.problems.push({ file: "products", line: source.line, code: "NOT_STORED", facts: { handle: source.handle } });
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
const toCamelCase = (column: string) => column.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const variantsPerStatement = 2_000;

type Target = { table: "product" | "variant"; key: string[]; columns: string[]; also?: SQL };

/** Inserts or replaces rows by their id, as one parameter: neither the text nor its plan varies with their number. */
async function upsert(tx: Tx, rows: object[], { table, key, columns, also = sql`` }: Target): Promise<void> {
  const all = [...key, ...columns];
  const given = rows.map((row) =>
    Object.fromEntries(all.map((column) => [column, row[toCamelCase(column) as keyof typeof row]])),
  );
  const list = sql.raw(all.join(", "));
  await tx.execute(sql`
    insert into ${sql.raw(table)} (${list})
    select ${list} from jsonb_populate_recordset(null::${sql.raw(table)}, ${JSON.stringify(given)}::text::jsonb)
    on conflict (id) do update set ${sql.raw(columns.map((column) => `${column} = excluded.${column}`).join(", "))}${also}`);
}

async function writePlans(tx: Tx, plans: Plan[]): Promise<void> {
  const rows = plans.flatMap((p) => p.product ?? []);
  await upsert(tx, rows, {
    table: "product",
    key: ["id", "handle"],
    columns: productColumns,
    also: sql`, updated_at = clock_now()`,
  });
  // Two variants may swap their sizes: both are cleared first, then set.
  const moved = plans.flatMap((p) => p.moved);
  if (moved.length > 0)
    await tx.execute(sql`update variant set option1 = id::text where id = any(${toUuidArray(moved)})`);
  const variants = plans.flatMap((p) => p.variants);
  for (let at = 0; at < variants.length; at += variantsPerStatement) {
    await upsert(tx, variants.slice(at, at + variantsPerStatement), {
      table: "variant",
      key: ["id", "product_id"],
      columns: variantColumns,
    });
  }
  await reindexProducts(
    rows.map((r) => r.id),
    tx,
  );
}
