import { type SQL, sql } from "drizzle-orm";
import { type Db, db, runPrepared, type Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { cartLine } from "@/db/schema/cart";
import { product, variant } from "@/db/schema/catalogue";
import type { By } from "@/server/sync/schema";
import type { CartFulfilment, CartLineRow, CartLineView, CartView } from "./schema";

const fulfilmentJson = sql<CartFulfilment>`case when ${cartLine.storeId} is null then ${jsonObject({ kind: sql`'deliver'` })}
  else ${jsonObject({ kind: sql`'pickup'`, storeId: cartLine.storeId })} end`;

/** A row of `cart_line` as `CartLineRow`, inside another statement. */
export const cartLineJson: SQL<CartLineRow> = jsonObject({
  ...pick(cartLine, "lineKey", "variantId", "quantity", "priceSeenMinor", "currency", "version", "clientId"),
  ...pick(cartLine, "bornVersion", "bornClientId"),
  by: sql<By>`${cartLine.by}`,
  fulfilment: fulfilmentJson,
});

const cartViewLineJson: SQL<CartLineView> = jsonObject({
  ...pick(cartLine, "lineKey", "variantId", "storeId", "quantity", "priceSeenMinor"),
  ...pick(variant, "priceMinor", "currency"),
  active: sql<boolean>`${variant.active} and ${product.active}`,
});
const byBirth = sql`order by born_version, line_key`;

/** Lists the lines of a cart in the order in which they were added; optionally with tombstones. */
export async function listCartLines(
  scopeId: string,
  on: Db | Tx = db(),
  { tombstones = false } = {},
): Promise<CartLineRow[]> {
  const rows = await on.execute<{ line: CartLineRow }>(sql`select ${cartLineJson} as line from cart_line
    where scope_id = ${scopeId}::uuid and (${tombstones} or quantity > 0) ${byBirth}`);
  return rows.map((r) => r.line);
}

/** Lists the cart's rows of a shopper's scope, for snapshots. */
export async function listCartRows(scopeId: string) {
  return (await listCartLines(scopeId)).map((row) => ({ entity: "cart_line", entityId: row.lineKey, row }));
}

/** Returns the current cart, each line with today's price. One statement. */
export async function getCart(scopeId: string): Promise<CartView> {
  const lines = sql`from cart_line join variant on variant.id = variant_id join product on product.id = product_id
    where scope_id = ${scopeId}::uuid and quantity > 0`;
  const [row] = await runPrepared<CartView>(sql`
    select coalesce((select version from sync_scope where id = ${scopeId}::uuid), 0)::float8 as version,
      ${jsonArray(cartViewLineJson, lines, byBirth)} as lines`);
  return row ?? { version: 0, lines: [] };
}
