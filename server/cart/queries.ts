import { type SQL, sql } from "drizzle-orm";
import { type Db, db, runPrepared, type Tx } from "@/db/client";
import type { CartLineRow, CartView } from "./schema";

/** A row of cart_line (alias `l`) as `CartLineRow`. */
export const cartLineJson: SQL = sql`json_build_object('lineKey', l.line_key, 'variantId', l.variant_id, 'fulfilment',
  case when l.store_id is null then json_build_object('kind', 'deliver')
    else json_build_object('kind', 'pickup', 'storeId', l.store_id) end,
  'quantity', l.quantity, 'priceSeenMinor', l.price_seen_minor, 'currency', l.currency, 'version', l.version,
  'clientId', l.client_id, 'by', l.by, 'bornVersion', l.born_version, 'bornClientId', l.born_client_id)`;

/** Lists the lines of a cart in the order in which they were added; optionally with tombstones. */
export async function listCartLines(
  scopeId: string,
  on: Db | Tx = db(),
  { tombstones = false } = {},
): Promise<CartLineRow[]> {
  const rows = await on.execute<{ line: CartLineRow }>(sql`select ${cartLineJson} as line from cart_line l
    where l.scope_id = ${scopeId}::uuid and (${tombstones} or l.quantity > 0) order by l.born_version, l.line_key`);
  return rows.map((r) => r.line);
}

/** Lists the cart's rows of a shopper's scope, for snapshots. */
export async function listCartRows(scopeId: string) {
  return (await listCartLines(scopeId)).map((row) => ({ entity: "cart_line", entityId: row.lineKey, row }));
}

/** Returns the current cart, each line with today's price. One statement. */
export async function getCart(scopeId: string): Promise<CartView> {
  const [row] = await runPrepared<{ cart: CartView }>(sql`
    select json_build_object(
      'version', coalesce((select version from sync_scope where id = ${scopeId}::uuid), 0),
      'lines', coalesce((
        select json_agg(json_build_object('lineKey', l.line_key, 'variantId', l.variant_id, 'storeId', l.store_id,
          'quantity', l.quantity, 'priceMinor', v.price_minor, 'priceSeenMinor', l.price_seen_minor,
          'currency', v.currency, 'active', v.active and p.active) order by l.born_version, l.line_key)
        from cart_line l join variant v on v.id = l.variant_id join product p on p.id = v.product_id
        where l.scope_id = ${scopeId}::uuid and l.quantity > 0), '[]')) as cart`);
  return row?.cart ?? { version: 0, lines: [] };
}
