import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { category, colour, productImage, variant } from "@/db/schema/catalogue";
import type { CategoryNode, CategoryRef, PictureView, ProductCard, ProductView, VariantCard } from "./schema";

const toUuidArray = (ids: string[]) =>
  sql`array[${sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  )}]::uuid[]`;

const pickPicture = (joinedAs: string) =>
  pick(alias(productImage, joinedAs), "src", "widths", "webpWidths", "width", "height", "blur", "alt");
/** A row of `product_image`, under the name that the statement gave it, as PictureView. */
export const pictureJson = (joinedAs: string): SQL<PictureView> => jsonObject(pickPicture(joinedAs));

const shownPicture = pictureJson("i");
const colourJson = jsonObject(pick(alias(colour, "c"), "key", "name", "hex"));
const categoryJson = jsonObject(pick(alias(category, "c"), "slug", "name"));
/** The colours of a product `p` that has them, in the order of its variants. */
const coloursJson = jsonArray(
  colourJson,
  sql`from (select colour_key, min(position) as at from variant where product_id = p.id and active group by 1) o
    join colour c on c.key = o.colour_key`,
  sql`order by o.at`,
);
const v = alias(variant, "v");
const variantJson: SQL<ProductRow["variants"][number]> = jsonObject({
  variantId: v.id,
  ...pick(v, "size", "colourKey", "currency"),
  options: sql<string[]>`array_remove(array[${v.option1}, ${v.option2}, ${v.option3}], '')`,
  price: v.priceMinor,
  compare: v.compareAtMinor,
  available: sql<boolean>`exists (select 1 from stock_level l where l.variant_id = ${v.id} and l.on_hand > l.reserved)`,
});
const newFor = sql`interval '21 days'`;

type CardRow = Omit<ProductCard, "price" | "priceVaries" | "compareAt"> & {
  lowest: number;
  highest: number;
  compare: number | null;
  currency: string;
} & Record<string, unknown>;

/** Cards of products in the given order; inactive products are left out. */
export async function listProductCards(ids: string[]): Promise<ProductCard[]> {
  if (ids.length === 0) return [];
  const rows = await db().execute<CardRow>(sql`
    select p.id as "productId", p.handle, p.title, p.created_at > clock_now() - ${newFor} as "isNew",
      v.lowest, v.highest, v.compare, v.currency, v.colours,
      ${jsonArray(
        sql`t.picture`,
        sql`from (
          select ${shownPicture} as picture, (i.colour_key is distinct from v.first_colour)::int * 1000 + i.position as at
          from product_image i where i.product_id = p.id order by at limit 2) t`,
        sql`order by t.at`,
      )} as pictures,
      not exists (select 1 from stock_level l join variant s on s.id = l.variant_id
        where s.product_id = p.id and s.active and l.on_hand > l.reserved) as "soldOut"
    from unnest(${toUuidArray(ids)}) with ordinality as asked(id, at)
    join product p on p.id = asked.id and p.active
    join lateral (
      select min(price_minor) as lowest, max(price_minor) as highest, min(currency) as currency,
        (array_agg(compare_at_minor order by price_minor, compare_at_minor desc nulls last))[1] as compare,
        (array_agg(colour_key order by position))[1] as first_colour,
        ${coloursJson} as colours
      from variant where product_id = p.id and active having count(*) > 0
    ) v on true
    order by asked.at`);
  return rows.map(({ lowest, highest, compare, currency, ...card }) => ({
    ...card,
    price: { minor: lowest, currency },
    priceVaries: highest > lowest,
    compareAt: compare === null ? null : { minor: compare, currency },
  }));
}

type VariantRow = Omit<VariantCard, "price" | "compareAt"> & {
  price: number;
  compare: number | null;
  currency: string;
} & Record<string, unknown>;

/** Cards of variants in the given order, including inactive ones (`active` false); unknown ids are left out. */
export async function listVariantCards(ids: string[]): Promise<VariantCard[]> {
  if (ids.length === 0) return [];
  const rows = await db().execute<VariantRow>(sql`
    select v.id as "variantId", p.id as "productId", p.handle, p.title, v.size, v.active and p.active as active,
      array_remove(array[v.option1, v.option2, v.option3], '') as options,
      v.price_minor as price, v.compare_at_minor as compare, v.currency,
      case when c.key is not null then ${colourJson} end as colour,
      (select ${shownPicture} from product_image i where i.product_id = p.id
        order by (i.colour_key is distinct from v.colour_key)::int, i.position limit 1) as picture
    from unnest(${toUuidArray(ids)}) with ordinality as asked(id, at)
    join variant v on v.id = asked.id
    join product p on p.id = v.product_id
    left join colour c on c.key = v.colour_key
    order by asked.at`);
  return rows.map(({ price, compare, currency, ...card }) => ({
    ...card,
    price: { minor: price, currency },
    compareAt: compare === null ? null : { minor: compare, currency },
  }));
}

type ProductRow = Omit<ProductView, "path" | "variants"> & {
  variants: (Omit<ProductView["variants"][number], "price" | "compareAt"> & {
    price: number;
    compare: number | null;
    currency: string;
  })[];
  path: (CategoryRef & { depth: number })[];
} & Record<string, unknown>;

/** One active product with its variants, colours and pictures, or null. */
export async function findProductByHandle(handle: string): Promise<ProductView | null> {
  const [row] = await db().execute<ProductRow>(sql`
    select p.id as "productId", p.handle, p.title, p.description, p.vendor, p.option_names as "optionNames",
      ${jsonArray(variantJson, sql`from variant v where v.product_id = p.id and v.active`, sql`order by v.position`)} as variants,
      ${coloursJson} as colours,
      ${jsonArray(
        jsonObject({ ...pickPicture("i"), colourKey: alias(productImage, "i").colourKey }),
        sql`from product_image i where i.product_id = p.id`,
        sql`order by i.position`,
      )} as pictures,
      ${jsonArray(
        categoryJson,
        sql`from (with recursive up as (
          select id, parent_id, slug, name, 0 as depth from category where id = p.category_id
          union all select c.id, c.parent_id, c.slug, c.name, up.depth + 1 from category c join up on c.id = up.parent_id
            where up.depth < 6) select * from up) c`,
        sql`order by c.depth desc`,
      )} as path
    from product p where p.handle = ${handle} and p.active`);
  if (!row || row.variants.length === 0) return null;
  return {
    ...row,
    variants: row.variants.map(({ price, compare, currency, ...v }) => ({
      ...v,
      price: { minor: price, currency },
      compareAt: compare === null ? null : { minor: compare, currency },
    })),
  };
}

type NodeRow = CategoryNode & Record<string, unknown>;

/** Outermost categories with their children that have active products, in their order. */
export async function getCategoryTree(): Promise<CategoryNode[]> {
  const rows = await db().execute<NodeRow>(sql`
    with recursive used as (
      select c.id, c.parent_id from category c where exists (select from product p where p.category_id = c.id and p.active)
      union select c.id, c.parent_id from category c join used on used.parent_id = c.id)
    select t.slug, t.name, ${jsonArray(
      categoryJson,
      sql`from category c where c.parent_id = t.id and c.id in (select id from used)`,
      sql`order by c.position, c.slug`,
    )} as children
    from category t where t.parent_id is null and t.id in (select id from used)
    order by t.position, t.slug limit 60`);
  return [...rows];
}

/** A category with its ancestors, outermost first, or null. */
export async function findCategoryPath(slug: string): Promise<CategoryRef[] | null> {
  const rows = await db().execute<CategoryRef & Record<string, unknown>>(sql`
    with recursive up as (
      select id, parent_id, slug, name, 0 as depth from category where slug = ${slug}
      union all select c.id, c.parent_id, c.slug, c.name, up.depth + 1 from category c join up on c.id = up.parent_id
        where up.depth < 6)
    select slug, name from up order by depth desc`);
  return rows.length > 0 ? [...rows] : null;
}

const idsOf = (rows: Iterable<{ id: string }>) => [...rows].map((row) => row.id);

/** The newest products that are available somewhere. */
export async function listNewProducts(limit: number): Promise<ProductCard[]> {
  const rows = await db().execute<{ id: string }>(sql`
    select p.id from product p where p.active and exists (
      select 1 from variant v join stock_level l on l.variant_id = v.id
      where v.product_id = p.id and v.active and l.on_hand > l.reserved)
    order by p.created_at desc, p.id limit ${limit}`);
  return listProductCards(idsOf(rows));
}

/**
 * Related products: those that follow it in its own category, then those of its neighbours in the same outer category.
 * Of each category only as many are read as are requested.
 */
export async function listRelatedProducts(productId: string, limit: number): Promise<ProductCard[]> {
  const rows = await db().execute<{ id: string }>(sql`
    select p.id from product here
    join category hc on hc.id = here.category_id
    join category c on c.id = hc.id or c.parent_id = hc.parent_id or c.parent_id = hc.id or c.id = hc.parent_id
    cross join lateral (
      (select id, number, 0 as round from product
        where category_id = c.id and active and number > here.number order by number limit ${limit})
      union all
      (select id, number, 1 from product
        where category_id = c.id and active and number < here.number order by number limit ${limit})
    ) p
    where here.id = ${productId}
    order by (c.id <> hc.id)::int, p.round, p.number limit ${limit}`);
  return listProductCards(idsOf(rows));
}

/** Handles of all active products, for the sitemap. */
export async function listActiveHandles(): Promise<string[]> {
  const rows = await db().execute<{ handle: string }>(
    sql`select handle from product where active order by handle limit 50000`,
  );
  return rows.map((row) => row.handle);
}
