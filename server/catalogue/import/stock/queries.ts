import { asc, eq, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { store } from "@/db/schema/stores";

/** Stores by code (lower case), and the one that takes an export's `Variant Inventory Qty`: the first in order. */
export async function storesByCode() {
  const rows = await db()
    .select({ id: store.id, code: store.code })
    .from(store)
    .where(eq(store.active, true))
    .orderBy(asc(store.position), asc(store.createdAt), asc(store.code));
  return { byCode: new Map(rows.map((r) => [r.code.toLowerCase(), r.id])), first: rows[0]?.id ?? null };
}

export const optionsKey = (handle: string, options: readonly string[]): string => JSON.stringify([handle, ...options]);

export type NamedVariant = { id: string; handle: string; options: string[] };

/** Variants by SKU in capital letters (several when the SKU is repeated), and by handle with option values, for the lines of one batch. */
export async function variantsNamed(skus: string[], handles: string[]) {
  const columns = {
    id: variant.id,
    sku: variant.sku,
    active: variant.active,
    handle: product.handle,
    option1: variant.option1,
    option2: variant.option2,
    option3: variant.option3,
  };
  const from = () => db().select(columns).from(variant).innerJoin(product, eq(product.id, variant.productId));
  const upper = sql`upper(${variant.sku})`;
  const asked = [...new Set(skus.map((sku) => sku.toUpperCase()))];
  const ofSku = asked.length === 0 ? [] : await from().where(inArray(upper, asked));
  const ofHandle = handles.length === 0 ? [] : await from().where(inArray(product.handle, handles));
  const bySku = new Map<string, NamedVariant[]>();
  // What is for sale goes before what a repeated SKU names besides.
  for (const v of ofSku.sort((x, y) => Number(y.active) - Number(x.active))) {
    const found = bySku.get(v.sku?.toUpperCase() ?? "") ?? [];
    if (v.active || found.length === 0)
      found.push({ id: v.id, handle: v.handle, options: [v.option1, v.option2, v.option3] });
    bySku.set(v.sku?.toUpperCase() ?? "", found);
  }
  return {
    bySku,
    byOptions: new Map(ofHandle.map((v) => [optionsKey(v.handle, [v.option1, v.option2, v.option3]), v.id])),
  };
}

/** Levels that stayed above what was counted: pieces are held there. */
export async function levelsAbove(asked: { variantId: string; storeId: string; onHand: number }[]) {
  if (asked.length === 0) return [];
  return await db().execute<{ variantId: string; storeId: string; reserved: number }>(sql`
    select i."variantId", i."storeId", l.reserved
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as i("variantId" uuid, "storeId" uuid, "onHand" int)
    join stock_level l on l.variant_id = i."variantId" and l.store_id = i."storeId"
    where l.reserved > i."onHand"`);
}
