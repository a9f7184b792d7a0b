import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { productCards } from "../queries";
import { compareSizes } from "../rules";
import { type CategoryRef, type Facets, type ListInput, type ListView, pageSize, type Suggestions } from "../schema";
import { searchHits } from "../search/queries";
import type { Sort } from "./rules";

const texts = (values: string[]) =>
  sql`array[${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )}]::text[]`;

/** The allow-list of orders; each ends in the id, so that pages never overlap. */
const orders: Record<Sort, SQL> = {
  relevance: sql`score desc, created_at desc, id`,
  new: sql`created_at desc, id`,
  "price-up": sql`lowest asc, id`,
  "price-down": sql`lowest desc, id`,
};

/** Products before the facets: of a category with those below it, or answering a query. */
function base({ category, query }: ListInput): SQL {
  const hits = query ? searchHits(query) : null;
  const inCategory = category
    ? sql`and p.category_id in (
        with recursive down as (
          select id, 0 as depth from category where slug = ${category}
          union all select c.id, down.depth + 1 from category c join down on c.parent_id = down.id where down.depth < 6)
        select id from down)`
    : sql``;
  if (query && !hits)
    return sql`select null::uuid as id, 0 as score, clock_now() as created_at, null::uuid as category_id limit 0`;
  return hits
    ? sql`select p.id, h.score, p.created_at, p.category_id from (${hits}) h join product p on p.id = h.id where p.active ${inCategory}`
    : sql`select p.id, 0 as score, p.created_at, p.category_id from product p where p.active ${inCategory}`;
}

/** Every variant of the base with whether each filter lets it through; a product needs one variant that passes all. */
function judged(input: ListInput): SQL {
  const { sizes, colours, priceFrom, priceTo, store } = input;
  return sql`
    select b.id, b.score, b.created_at, b.category_id, v.id as variant_id, v.size, v.colour_key, v.price_minor, v.currency,
      ${sizes?.length ? sql`coalesce(v.size = any(${texts(sizes)}), false)` : sql`true`} as size_ok,
      ${colours?.length ? sql`coalesce(v.colour_key = any(${texts(colours)}), false)` : sql`true`} as colour_ok,
      v.price_minor between ${priceFrom ?? 0} and ${priceTo ?? 2_147_483_647} as price_ok,
      ${
        store
          ? sql`exists (select 1 from stock_level l join store s on s.id = l.store_id
              where l.variant_id = v.id and l.on_hand > l.reserved and s.code = ${store} and s.active)`
          : sql`true`
      } as store_ok
    from base b join variant v on v.product_id = b.id and v.active`;
}

type ListRow = { ids: string[]; total: number } & Omit<Facets, "sizes"> & {
    sizes: Facets["sizes"];
  } & Record<string, unknown>;

const counted = (fields: SQL, from: SQL, order: SQL) =>
  sql`coalesce((select jsonb_agg(jsonb_build_object(${fields}, 'count', f.count) order by ${order}) from ${from}), '[]')`;

/** One page of products and the facets around it, in one statement. */
export async function listProducts(input: ListInput): Promise<ListView> {
  const page = input.page ?? 1;
  const sort = input.sort ?? (input.query ? "relevance" : "new");
  const [row] = await db().execute<ListRow>(sql`
    with base as materialized (${base(input)}),
    v as materialized (${judged(input)}),
    found as materialized (
      select id, score, created_at, category_id, min(price_minor) as lowest from v
      where size_ok and colour_ok and price_ok and store_ok group by id, score, created_at, category_id)
    select (select count(*)::int from found) as total,
      coalesce((select array_agg(id order by at) from (
        select id, row_number() over (order by ${orders[sort]}) as at from found
        order by at limit ${pageSize} offset ${(page - 1) * pageSize}) paged), '{}') as ids,
      ${counted(
        sql`'slug', c.slug, 'name', c.name`,
        sql`(select category_id, count(*) as count from found group by 1) f join category c on c.id = f.category_id`,
        sql`c.position, c.slug`,
      )} as categories,
      ${counted(
        sql`'value', f.size`,
        sql`(select size, count(distinct id) as count from v where size is not null and colour_ok and price_ok and store_ok group by 1) f`,
        sql`f.size`,
      )} as sizes,
      ${counted(
        sql`'key', c.key, 'name', c.name, 'hex', c.hex`,
        sql`(select colour_key, count(distinct id) as count from v where size_ok and price_ok and store_ok group by 1) f join colour c on c.key = f.colour_key`,
        sql`f.count desc, c.key`,
      )} as colours,
      ${counted(
        sql`'code', s.code, 'name', s.name, 'city', s.city`,
        sql`store s left join lateral (
          select count(distinct v.id) as count from v join stock_level l on l.variant_id = v.variant_id
          where l.store_id = s.id and l.on_hand > l.reserved and size_ok and colour_ok and price_ok) f on true where s.active`,
        sql`s.position, s.code`,
      )} as stores,
      (select jsonb_build_object('min', min(price_minor), 'max', max(price_minor), 'currency', min(currency))
        from v where size_ok and colour_ok and store_ok having count(*) > 0) as price`);
  if (!row) throw new Error("a listing is always one row");
  const { ids, total, ...facets } = row;
  return {
    items: await productCards(ids),
    total,
    page,
    pages: Math.max(1, Math.ceil(total / pageSize)),
    facets: { ...facets, sizes: facets.sizes.sort((a, b) => compareSizes(a.value, b.value)) },
  };
}

/** What to offer while a shopper types: the best products, and categories whose products answer. */
export async function suggest(query: string): Promise<Suggestions> {
  const hits = searchHits(query);
  if (!hits) return { products: [], categories: [] };
  const rows = await db().execute<{ id: string; category: CategoryRef | null }>(sql`
    select p.id, case when c.id is not null then jsonb_build_object('slug', c.slug, 'name', c.name) end as category
    from (${hits}) h join product p on p.id = h.id left join category c on c.id = p.category_id
    order by h.score desc, p.id limit 12`);
  const categories = new Map(
    [...rows].flatMap(({ category }) => (category ? [[category.slug, category] as const] : [])),
  );
  return {
    products: await productCards([...rows].slice(0, 5).map((row) => row.id)),
    categories: [...categories.values()].slice(0, 3),
  };
}
