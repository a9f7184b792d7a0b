import { sql } from "drizzle-orm";
import { type Db, db, runPrepared } from "@/db/client";
import { type CatalogueSnapshot, type ProductEntry, ValueIndex } from "./snapshot.rules";

/**
 * The data that listings count: size, colour, price and stores of every active variant, cached in the process, because
 * a facet counts all products however few are shown. Never stale: each request first queries what was committed since
 * the last one (`changed_in`), which is nearly nothing, and reads only that again.
 */
type SnapshotCache = CatalogueSnapshot & {
  snapshot: string;
  started: string;
  underWay?: Promise<void> | undefined;
  next?: Promise<void> | undefined;
};

/** One per database of the process; Next bundles server code apart from main.ts. */
const sharedCache = globalThis as typeof globalThis & { __selvedgeShelves?: WeakMap<Db, SnapshotCache> };

const productsPerRead = 1_000;

type Row = {
  number: number;
  id: string;
  category_id: string | null;
  created: number;
  currency: string;
  variants: [size: string | null, colour: string | null, price: number, stores: string | null][] | null;
};

const variantsOf = sql`(
  select jsonb_agg(jsonb_build_array(v.size, v.colour_key, v.price_minor, (
    select string_agg(l.store_id::text, ',' order by l.store_id) from stock_level l
    where l.variant_id = v.id and l.on_hand > l.reserved))) from variant v where v.product_id = p.id and v.active)`;

function putProduct(kept: SnapshotCache, row: Row): void {
  if (!row.variants) {
    kept.products.delete(row.number);
    return;
  }
  const product: ProductEntry = {
    id: row.id,
    categoryId: row.category_id,
    createdAt: row.created,
    currency: row.currency,
    variants: row.variants.flatMap(([size, colour, price, stores]) => [
      kept.sizes.numberOf(size),
      kept.colours.numberOf(colour),
      price,
      kept.stores.numberOf(stores),
    ]),
  };
  kept.products.set(row.number, product);
}

/** Reloads products, a thousand at a time: other requests run in between. */
async function readProducts(kept: SnapshotCache, numbers: number[]): Promise<void> {
  for (let at = 0; at < numbers.length; at += productsPerRead) {
    const rows = await runPrepared<Row>(sql`
      select p.number, p.id, p.category_id, (extract(epoch from p.created_at) * 1000000)::float8 as created,
        coalesce((select min(currency) from variant v where v.product_id = p.id and v.active), '') as currency,
        case when p.active then ${variantsOf} end as variants
      from product p where p.number = any(${JSON.stringify(numbers.slice(at, at + productsPerRead))
        .replace("[", "{")
        .replace("]", "}")}::text::int[])`);
    for (const row of rows) putProduct(kept, row);
  }
}

/** After a restart the database may be another, or a restored one: it is read completely. */
const started = sql`pg_postmaster_start_time()::text as started`;

const changesSince = (snapshot: string) => sql`
  with since as materialized (select ${snapshot}::text::pg_snapshot as snap, pg_current_snapshot() as now),
  bounds as materialized (select snap, pg_snapshot_xmin(snap) as low, pg_snapshot_xmax(now) as high from since),
  changed as (
    select p.number from bounds, product p
      where p.changed_in >= low and p.changed_in < high and not pg_visible_in_snapshot(p.changed_in, snap)
    union
    select (select p.number from product p where p.id = v.product_id) from bounds, variant v
      where v.changed_in >= low and v.changed_in < high and not pg_visible_in_snapshot(v.changed_in, snap)
    union
    select (select p.number from variant v join product p on p.id = v.product_id where v.id = l.variant_id)
      from bounds, stock_level l
      where l.changed_in >= low and l.changed_in < high and not pg_visible_in_snapshot(l.changed_in, snap))
  select now::text as snapshot, ${started}, (select array_agg(number) from changed) as numbers from since`;

const everything = sql`
  select pg_current_snapshot()::text as snapshot, ${started}, (select array_agg(number) from product where active) as numbers`;

type Changes = { snapshot: string; started: string; numbers: number[] | null };

/** Reads what was committed since the last time; everything the first time. */
async function refreshSnapshot(kept: SnapshotCache): Promise<void> {
  let [row] = await runPrepared<Changes>(kept.snapshot ? changesSince(kept.snapshot) : everything);
  if (kept.started !== row?.started) {
    if (kept.snapshot) [row] = await runPrepared<Changes>(everything);
    kept.products.clear();
  }
  if (!row) throw new Error("a snapshot is always one row");
  if (row.numbers) await readProducts(kept, row.numbers);
  Object.assign(kept, { snapshot: row.snapshot, started: row.started });
}

function loadSnapshot(kept: SnapshotCache): Promise<void> {
  kept.next = undefined;
  kept.underWay = refreshSnapshot(kept).finally(() => {
    kept.underWay = undefined;
  });
  return kept.underWay;
}

/** The current snapshot, for `filterProducts`. Concurrent requests share the next reading. */
export async function getCatalogueSnapshot(): Promise<CatalogueSnapshot> {
  sharedCache.__selvedgeShelves ??= new WeakMap();
  let kept = sharedCache.__selvedgeShelves.get(db());
  if (!kept) {
    kept = {
      products: new Map(),
      sizes: new ValueIndex((size) => size),
      colours: new ValueIndex((colour) => colour),
      stores: new ValueIndex((set) => set.split(",")),
      snapshot: "",
      started: "",
    };
    sharedCache.__selvedgeShelves.set(db(), kept);
  }
  const shelf = kept;
  if (!shelf.underWay) await loadSnapshot(shelf);
  else {
    shelf.next ??= shelf.underWay.catch(() => {}).then(() => loadSnapshot(shelf));
    await shelf.next;
  }
  return shelf;
}
