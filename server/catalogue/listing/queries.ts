import { sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { category, colour } from "@/db/schema/catalogue";
import { store } from "@/db/schema/stores";
import { listProductCards } from "../queries";
import { compareSizes, takePage } from "../rules";
import { type CategoryRef, type Facets, type ListInput, type ListView, pageSize, type Suggestions } from "../schema";
import { findBestProducts, searchProducts } from "../search/queries";
import type { Sort } from "../sorts.rules";
import { getCatalogueSnapshot } from "./snapshot";
import { type CatalogueSnapshot, type FilterResult, filterProducts, type ProductMatch } from "./snapshot.rules";

const compareById = (a: ProductMatch, b: ProductMatch) => (a.id < b.id ? -1 : 1);
const compareByNewest = (a: ProductMatch, b: ProductMatch) => b.createdAt - a.createdAt || compareById(a, b);

/** The allow-list of orders; each ends in the id, so that pages never overlap. */
const comparators: Record<Sort, (a: ProductMatch, b: ProductMatch) => number> = {
  relevance: (a, b) => b.score - a.score || compareByNewest(a, b),
  new: compareByNewest,
  "price-up": (a, b) => a.lowest - b.lowest || compareById(a, b),
  "price-down": (a, b) => b.lowest - a.lowest || compareById(a, b),
};

/** Ids of a category with its descendants and of a store, by their names in the URL; null for unknown ones. */
async function resolvePlaces({ category, store }: ListInput) {
  if (category === undefined && store === undefined) return { categories: null, storeId: undefined };
  const [row] = await runPrepared<{ categories: string[] | null; store: string | null }>(sql`
    select (select id from store where code = ${store ?? null}::text and active) as store, (
      with recursive down as (
        select id, 0 as depth from category where slug = ${category ?? null}::text
        union all select c.id, down.depth + 1 from category c join down on c.parent_id = down.id where down.depth < 6)
      select jsonb_agg(id) from down) as categories`);
  return {
    categories: category === undefined ? null : new Set(row?.categories),
    storeId: store === undefined ? undefined : (row?.store ?? ""),
  };
}

/** Numbers and scores of the products before the facets: of a category with its descendants, or matching a query. */
function* listCandidates(
  shelf: CatalogueSnapshot,
  categories: Set<string> | null,
  hits: Map<number, number> | null,
): Generator<[number, number]> {
  for (const number of (hits ?? shelf.products).keys()) {
    const categoryId = shelf.products.get(number)?.categoryId;
    if (!categories || (categoryId && categories.has(categoryId))) yield [number, hits?.get(number) ?? 0];
  }
}

type Names = {
  categories: (CategoryRef & { id: string })[];
  colours: { key: string; name: CategoryRef["name"]; hex: string | null }[];
  stores: { id: string; code: string; name: string; city: string }[];
};

/** The facets' names, in the shop's order. */
async function loadNames({ categories, colours, sizes, stores, price }: FilterResult): Promise<Facets> {
  const [names] = await runPrepared<Names>(sql`
    select ${jsonArray(
      jsonObject(pick(category, "id", "slug", "name")),
      sql`from category where id = any(${`{${[...categories.keys()].join()}}`}::text::uuid[])`,
      sql`order by position, slug`,
    )} as categories,
      ${jsonArray(
        jsonObject(pick(colour, "key", "name", "hex")),
        sql`from colour where key in (select jsonb_array_elements_text(${JSON.stringify([...colours.keys()])}::text::jsonb))`,
        sql`order by key`,
      )} as colours,
      ${jsonArray(
        jsonObject(pick(store, "id", "code", "name", "city")),
        sql`from store where active`,
        sql`order by position, code`,
      )} as stores`);
  if (!names) throw new Error("names are always one row");
  return {
    categories: names.categories.map(({ id, ...ref }) => ({ ...ref, count: categories.get(id) ?? 0 })),
    sizes: [...sizes].map(([value, count]) => ({ value, count })).sort((a, b) => compareSizes(a.value, b.value)),
    colours: names.colours
      .map((colour) => ({ ...colour, count: colours.get(colour.key) ?? 0 }))
      .sort((a, b) => b.count - a.count),
    stores: names.stores.map(({ id, ...store }) => ({ ...store, count: stores.get(id) ?? 0 })),
    price,
  };
}

/** One page of products and their facets. */
export async function listProducts(input: ListInput): Promise<ListView> {
  const page = input.page ?? 1;
  const [shelf, places, hits] = await Promise.all([
    getCatalogueSnapshot(),
    resolvePlaces(input),
    input.query ? searchProducts(input.query) : null,
  ]);
  const filtered = filterProducts(shelf, listCandidates(shelf, places.categories, hits), {
    ...input,
    storeId: places.storeId,
  });
  const { found } = filtered;
  const order = comparators[input.sort ?? (input.query ? "relevance" : "new")];
  const shown = takePage(found, order, { start: (page - 1) * pageSize, end: page * pageSize });
  const [items, facets] = await Promise.all([listProductCards(shown.map(({ id }) => id)), loadNames(filtered)]);
  return { items, total: found.length, page, pages: Math.max(1, Math.ceil(found.length / pageSize)), facets };
}

/** Suggestions while a shopper types: the best products, and categories whose products match. */
export async function getSuggestions(query: string): Promise<Suggestions> {
  const ids = await findBestProducts(query, 12);
  if (ids.length === 0) return { products: [], categories: [] };
  const [products, rows] = await Promise.all([
    listProductCards(ids.slice(0, 5)),
    runPrepared<CategoryRef>(sql`
      select c.slug, c.name from unnest(${`{${ids.join()}}`}::text::uuid[]) with ordinality as hit(id, at)
      join product p on p.id = hit.id join category c on c.id = p.category_id
      group by c.id order by min(hit.at) limit 3`),
  ]);
  return { products, categories: [...rows] };
}
