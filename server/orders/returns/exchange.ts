import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { ShiftActor } from "@/server/access/actors";
import { AppError } from "@/server/platform/errors";
import type { Money } from "@/server/platform/money";
import { getStore } from "@/server/stores/queries";
import { getVatRateBp, hasVatRate } from "../quote/rules";
import { computeExchangePrice } from "./rules";
import type { ReturnItemsInput } from "./schema";

type ReplacementInput = NonNullable<ReturnItemsInput["lines"][number]["instead"]>;
/** The returned quantity of a line, and its replacement. */
export type ExchangeLine = {
  lineId: string;
  variantId: string;
  quantity: number;
  price: Money;
  instead: ReplacementInput;
};
/** The replacement of a line's items, and its price in that order. */
export type ReplacementLine = { lineId: string; variantId: string; quantity: number; price: Money };

/**
 * Prices the replacements of returned items: another size or colour of the same product. Throws UNKNOWN_VARIANT,
 * OTHER_CURRENCY, and QUOTE_CHANGED when the price differs from the one shown, or is above that of the returned item.
 */
export async function priceReplacements(tx: Tx, exchanges: ExchangeLine[]): Promise<ReplacementLine[]> {
  const replacements: ReplacementLine[] = [];
  for (const { lineId, variantId, quantity, price, instead } of exchanges) {
    const [found] = await tx.execute<{ price: number; listed: number; currency: string }>(sql`
      select w.price_minor as price, v.price_minor as listed, w.currency
      from variant v join variant w on w.product_id = v.product_id and w.active join product g on g.id = w.product_id and g.active
      where v.id = ${variantId} and w.id = ${instead.variantId}`);
    if (!found) throw new AppError("UNKNOWN_VARIANT", { variantId: instead.variantId });
    if (found.currency !== price.currency) throw new AppError("OTHER_CURRENCY");
    const minor = computeExchangePrice({ paid: price.minor, listed: found.listed, wanted: found.price });
    if (minor !== instead.priceMinor) throw new AppError("QUOTE_CHANGED", { variantId: instead.variantId });
    replacements.push({ lineId, variantId: instead.variantId, quantity, price: { ...price, minor } });
  }
  return replacements;
}

/**
 * Inserts the replacements as lines of the same order, in a fulfilment of their own that was handed over in this store
 * and has the id of the return. Throws NO_VAT_RATE.
 */
export async function insertReplacements(
  tx: Tx,
  { storeId }: ShiftActor,
  { orderId, returnId, given: replacements }: { orderId: string; returnId: string; given: ReplacementLine[] },
): Promise<void> {
  if (replacements.length === 0) return;
  const { country } = await getStore(storeId, tx);
  if (!hasVatRate(country)) throw new AppError("NO_VAT_RATE");
  const rows = replacements.map(({ lineId, variantId, quantity, price }) => ({
    lineId,
    variantId,
    quantity,
    ...price,
  }));
  await tx.execute(sql`
    with part as (
      insert into fulfilment (id, order_id, kind, store_id, status, ended_at)
      values (${returnId}, ${orderId}, 'in_store', ${storeId}, 'handed_over', clock_now())
    )
    insert into order_line (order_id, fulfilment_id, variant_id, title, option, quantity, price_minor, currency, vat_rate_bp, instead_of)
    select ${orderId}::uuid, ${returnId}::uuid, v.id, g.title,
      array_to_string(array_remove(array[v.option1, v.option2, v.option3], ''), ' / '), x.quantity, x.minor, x.currency,
      ${getVatRateBp(country)}::int, x."lineId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as x("lineId" uuid, "variantId" uuid, quantity int, minor int, currency text)
    join variant v on v.id = x."variantId" join product g on g.id = v.product_id`);
}
