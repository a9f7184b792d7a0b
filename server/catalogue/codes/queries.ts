import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { matchCode, writingsOf } from "@/server/platform/code";
import { variantCards } from "../queries";
import type { VariantCard } from "../schema";

type Named = { id: string; sku: string | null; barcode: string | null; active: boolean };

/** More articles than a person would choose from. */
const most = 20;

/**
 * The articles that a scanned or typed code names as a SKU or barcode, those that fit it best: one, or each that shares the code.
 * Articles that are no longer sold count only where no other fits.
 */
export async function variantsByCode(typed: string): Promise<VariantCard[]> {
  const writings = sql.join(
    writingsOf(typed).map((writing) => sql`code_key(${writing})`),
    sql`, `,
  );
  const rows = await db().execute<Named>(sql`
    select v.id, v.sku, v.barcode, v.active and p.active as active from variant v join product p on p.id = v.product_id
    where code_key(v.sku) in (${writings}) or code_key(v.barcode) in (${writings})
    order by p.handle, v.position limit 200`);
  const fits = rows.map((row) => ({
    ...row,
    fit: Math.max(matchCode(typed, row.sku ?? ""), matchCode(typed, row.barcode ?? "")),
  }));
  const sold = fits.filter((row) => row.fit > 0 && row.active);
  const among = sold.length > 0 ? sold : fits.filter((row) => row.fit > 0);
  const best = Math.max(...among.map((row) => row.fit));
  return variantCards(
    among
      .filter((row) => row.fit === best)
      .map((row) => row.id)
      .slice(0, most),
  );
}
