import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { jsonObject } from "@/db/json";
import { variant } from "@/db/schema/catalogue";
import { toCodeKey } from "@/server/platform/code";
import { hasCode, listCodeCarriers } from "../codes";
import { pictureJson } from "../queries";
import type { LocalisedText, PictureView } from "../schema";
import type { OfficeProduct, OfficeProducts, OfficeProductsInput } from "./schema";

const pageSize = 50;

type Row = {
  id: string;
  handle: string;
  title: LocalisedText;
  category: LocalisedText | null;
  active: boolean;
  variants: string;
  price: number | null;
  currency: string | null;
  on_hand: string;
  codes: { id: string; codes: string[] }[] | null;
  picture: (PictureView & { webpWidths: number[] | null }) | null;
  total: string;
};

const codesJson = jsonObject({
  id: variant.id,
  codes: sql<string[]>`array_remove(array[${variant.sku}, ${variant.barcode}], null)`,
});

/** The office's list of products, newest change first, 50 a page; includes inactive products. */
export async function listOfficeProducts({ query, cursor: offset }: OfficeProductsInput): Promise<OfficeProducts> {
  const like = `%${query.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db().execute<Row>(sql`
    with found as (
      select p.id, p.updated_at, count(*) over () as total from product p
      where ${query} = '' or p.handle like ${like} or lower(p.title::text) like ${like}
        or exists (select from variant v where v.product_id = p.id and (lower(v.sku) like ${like} or ${hasCode(query)}))
      order by p.updated_at desc, p.handle limit ${pageSize} offset ${offset})
    select p.id, p.handle, p.title, c.name as category, p.active, v.variants, v.price, v.currency, v.codes,
      coalesce(s.on_hand, 0) as on_hand, i.picture, found.total
    from found join product p on p.id = found.id
    left join category c on c.id = p.category_id
    cross join lateral (
      select count(*) as variants, min(price_minor) as price, min(currency) as currency,
        json_agg(${codesJson}) as codes
      from variant where product_id = p.id and active) v
    cross join lateral (
      select sum(l.on_hand) as on_hand from stock_level l join variant on variant.id = l.variant_id
      where variant.product_id = p.id) s
    left join lateral (
      select ${pictureJson("product_image")} as picture
      from product_image where product_id = p.id order by position limit 1) i on true
    order by found.updated_at desc, p.handle`);
  const total = Number(rows[0]?.total ?? 0);
  const carriers = await listCodeCarriers(rows.flatMap((r) => (r.codes ?? []).flatMap(({ codes }) => codes)));
  const isShared = ({ id, codes }: { id: string; codes: string[] }) =>
    codes.some((code) => carriers.get(toCodeKey(code))?.some(({ variantId }) => variantId !== id));
  const products = rows.map(
    (r): OfficeProduct => ({
      productId: r.id,
      handle: r.handle,
      title: r.title,
      category: r.category,
      variants: Number(r.variants),
      price: r.price === null || r.currency === null ? null : { minor: r.price, currency: r.currency },
      onHand: Number(r.on_hand),
      sharedCodes: (r.codes ?? []).filter(isShared).length,
      active: r.active,
      picture: r.picture,
    }),
  );
  return { total, products, nextOffset: offset + products.length < total ? offset + products.length : null };
}
