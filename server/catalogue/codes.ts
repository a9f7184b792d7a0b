import { type SQL, sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import { listSpellings, matchCode, toCodeKey } from "@/server/platform/code";
import { listVariantCards } from "./queries";
import type { VariantCard } from "./schema";

/** Whether variant `v` is stored under a code that a text may match: `matchCode` decides how well. */
export const hasCode = (typed: string): SQL => {
  const keys = sql.join(
    listSpellings(typed).map((writing) => sql`code_key(${writing})`),
    sql`, `,
  );
  return sql`(code_key(v.sku) in (${keys}) or code_key(v.barcode) in (${keys}))`;
};

type CodeCarrier = { variantId: string; handle: string; code: string };

/** The active variants with one of these codes as their SKU or barcode, in any spelling, by `code_key`. */
export async function listCodeCarriers(codes: string[]): Promise<Map<string, CodeCarrier[]>> {
  const byKey = new Map<string, CodeCarrier[]>();
  if (codes.length === 0) return byKey;
  const writings = JSON.stringify(codes.flatMap(listSpellings));
  const carrying = (column: SQL) => sql`
    select v.id as "variantId", (select handle from product p where p.id = v.product_id) as handle, v.code
    from asked cross join lateral (
      select id, product_id, ${column} as code from variant where code_key(${column}) = asked.key and active offset 0) v`;
  // One index look-up per code: an import asks for hundreds at once, from a table that grows meanwhile.
  const rows = await runPrepared<CodeCarrier>(sql`
    with asked as (select distinct code_key(c) as key from jsonb_array_elements_text(${writings}::text::jsonb) c)
    ${carrying(sql`sku`)} union ${carrying(sql`barcode`)} order by handle`);
  for (const row of rows) byKey.set(toCodeKey(row.code), [...(byKey.get(toCodeKey(row.code)) ?? []), row]);
  return byKey;
}

type CodeMatch = { id: string; sku: string | null; barcode: string | null; active: boolean };

/** More variants than a person would choose from. */
const maxMatches = 20;

/**
 * The variants that a scanned or typed code matches best by SKU or barcode: one, or each that shares the code. Inactive
 * variants count only where no active one matches.
 */
export async function findVariantsByCode(typed: string): Promise<VariantCard[]> {
  const rows = await db().execute<CodeMatch>(sql`
    select v.id, v.sku, v.barcode, v.active and p.active as active from variant v join product p on p.id = v.product_id
    where ${hasCode(typed)}
    order by p.handle, v.position limit 200`);
  const fits = rows.map((row) => ({
    ...row,
    fit: Math.max(matchCode(typed, row.sku ?? ""), matchCode(typed, row.barcode ?? "")),
  }));
  const sold = fits.filter((row) => row.fit > 0 && row.active);
  const among = sold.length > 0 ? sold : fits.filter((row) => row.fit > 0);
  const best = Math.max(...among.map((row) => row.fit));
  return listVariantCards(
    among
      .filter((row) => row.fit === best)
      .map((row) => row.id)
      .slice(0, maxMatches),
  );
}
