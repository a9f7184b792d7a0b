import { asc, eq, inArray, sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { store } from "@/db/schema/stores";
import { listSpellings, matchCode, toLooseKey } from "@/server/platform/code";

/**
 * Stores by the identifiers of files, in lower case: their code, else their name; the first in order, which gets the
 * quantities of an export without stores; and their number.
 */
export async function loadStoresByCode() {
  const rows = await db()
    .select({ id: store.id, code: store.code, name: store.name })
    .from(store)
    .where(eq(store.active, true))
    .orderBy(asc(store.position), asc(store.createdAt), asc(store.code));
  const names = rows.map((r) => [r.name.toLowerCase(), r.id] as const);
  const codes = rows.map((r) => [r.code.toLowerCase(), r.id] as const);
  return { byCode: new Map([...names, ...codes]), first: rows[0]?.id ?? null, count: rows.length };
}

export const toOptionsKey = (handle: string, options: readonly string[]): string =>
  JSON.stringify([handle, ...options]);

export type NamedVariant = { id: string; handle: string; options: string[] };

/**
 * Variants by SKU and by barcode in any spelling (several when the code is repeated), and by handle with option values,
 * for the lines of one batch.
 */
export async function findVariantsNamed(skus: string[], barcodes: string[], handles: string[]) {
  const columns = {
    id: variant.id,
    sku: variant.sku,
    barcode: variant.barcode,
    active: variant.active,
    handle: product.handle,
    option1: variant.option1,
    option2: variant.option2,
    option3: variant.option3,
  };
  const from = () => db().select(columns).from(variant).innerJoin(product, eq(product.id, variant.productId));
  const keysOf = (codes: string[]) =>
    sql`select code_key(value) from jsonb_array_elements_text(${JSON.stringify(codes.flatMap(listSpellings))}::text::jsonb)`;
  const ofSku = skus.length === 0 ? [] : await from().where(sql`code_key(${variant.sku}) in (${keysOf(skus)})`);
  const ofHandle = handles.length === 0 ? [] : await from().where(inArray(product.handle, handles));
  const ofBarcode =
    barcodes.length === 0 ? [] : await from().where(sql`code_key(${variant.barcode}) in (${keysOf(barcodes)})`);
  return {
    bySku: pickClosest(ofSku.map((v) => ({ ...v, code: v.sku ?? "", options: [v.option1, v.option2, v.option3] }))),
    byBarcode: pickClosest(
      ofBarcode.map((v) => ({ ...v, code: v.barcode ?? "", options: [v.option1, v.option2, v.option3] })),
    ),
    byOptions: new Map(ofHandle.map((v) => [toOptionsKey(v.handle, [v.option1, v.option2, v.option3]), v.id])),
  };
}

/**
 * Returns the variants that a code of the file matches: active ones before others, the closest of them; several that
 * share it.
 */
function pickClosest(rows: (NamedVariant & { code: string; active: boolean })[]): (code: string) => NamedVariant[] {
  const byKey = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = toLooseKey(row.code);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return (code) => {
    const named = new Set(listSpellings(code).flatMap((writing) => byKey.get(toLooseKey(writing)) ?? []));
    const fits = [...named].map((row) => ({ row, fit: matchCode(code, row.code) }));
    const sold = fits.filter((f) => f.fit > 0 && f.row.active);
    const among = sold.length > 0 ? sold : fits.filter((f) => f.fit > 0);
    const best = Math.max(...among.map((f) => f.fit));
    return among.filter((f) => f.fit === best).map((f) => f.row);
  };
}

/** Levels that stayed above the counted figure, because stock is held there. */
export async function listHigherLevels(counted: { variantId: string; storeId: string; onHand: number }[]) {
  if (counted.length === 0) return [];
  return runPrepared<{ variantId: string; storeId: string; reserved: number }>(sql`
    select i."variantId", i."storeId", l.reserved
    from jsonb_to_recordset(${JSON.stringify(counted)}::text::jsonb) as i("variantId" uuid, "storeId" uuid, "onHand" int)
    join stock_level l on l.variant_id = i."variantId" and l.store_id = i."storeId"
    where l.reserved > i."onHand"`);
}
