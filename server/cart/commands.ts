import { type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { AppError } from "@/server/platform/errors";
import { type Announce, lockScopes } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { cartLineJson, listCartLines } from "./queries";
import type { CartLineRow } from "./schema";

/**
 * Builds the statement that sets the currency of the CTE `bumped`'s cart from `rows`, for the statement that writes
 * them too: an empty cart takes a new currency, and for any other the foreign key refuses the whole.
 */
export function cartCurrencySql(rows: CartLineRow[]): SQL {
  const currency = rows.find((row) => row.quantity > 0)?.currency ?? null;
  return sql`insert into cart as c (scope_id, currency)
    select b.id, ${currency}::text from bumped b where ${currency}::text is not null
      and not exists (select from cart has where has.scope_id = b.id and has.currency = ${currency}::text)
    on conflict (scope_id) do update set currency = excluded.currency`;
}

/**
 * Builds the statement that writes `rows` at the `id` and `version` of the CTE `bumped`: for sync's one commit
 * statement.
 */
export function cartLinesSql(rows: CartLineRow[]): SQL {
  return sql`insert into cart_line (scope_id, line_key, variant_id, fulfilment, store_id, quantity, by, client_id,
      price_seen_minor, currency, deleted_at, version, born_version, born_client_id)
    select b.id, x."lineKey", x."variantId", x.fulfilment->>'kind', (x.fulfilment->>'storeId')::uuid, x.quantity, x.by,
      x."clientId", x."priceSeenMinor", x.currency, case when x.quantity = 0 then clock_now() end, b.version,
      x."bornVersion", x."bornClientId"
    from bumped b, jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as x("lineKey" text, "variantId" uuid,
      fulfilment jsonb, quantity int, by jsonb, "clientId" uuid, "priceSeenMinor" int, currency text,
      "bornVersion" bigint, "bornClientId" uuid)
    on conflict (scope_id, line_key) do update set quantity = excluded.quantity, by = excluded.by,
      client_id = excluded.client_id, price_seen_minor = excluded.price_seen_minor, currency = excluded.currency,
      deleted_at = excluded.deleted_at, version = excluded.version, born_version = excluded.born_version,
      born_client_id = excluded.born_client_id`;
}

/** Writes lines in a transaction that holds the scope's lock and will bring it to `version`; announces each. */
export async function writeCartLines(
  tx: Tx,
  announce: Announce,
  { at, rows }: { at: { scopeId: string; version: number }; rows: CartLineRow[] },
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`with bumped as (select ${at.scopeId}::uuid as id, ${at.version}::bigint as version),
    bag as (${cartCurrencySql(rows)}) ${cartLinesSql(rows)}`);
  for (const line of rows) {
    const row = line.quantity > 0 ? line : null;
    announce({ scopeId: at.scopeId, kind: "shopper", entity: "cart_line", entityId: line.lineKey, row, by: line.by });
  }
}

/**
 * Removes whole lines from a shopper's cart, e.g. into a reservation, inside the transaction of `commitWithChanges`
 * (name the scope in its `lock`, or this locks it). The caller has checked that the actor may. Returns the removed
 * lines; throws NOT_FOUND when one is missing.
 */
export async function removeCartLines(
  tx: Tx,
  announce: Announce,
  { shopperId, lineKeys, by }: { shopperId: string; lineKeys: string[]; by: By },
): Promise<CartLineRow[]> {
  const scopes = await lockScopes(tx, [{ scopeId: shopperId, kind: "shopper" }]);
  const version = (scopes.get(shopperId)?.version ?? 0) + 1;
  const lines = (await listCartLines(shopperId, tx)).filter((line) => lineKeys.includes(line.lineKey));
  if (lines.length !== new Set(lineKeys).size) throw new AppError("NOT_FOUND");
  const removed = lines.map((line) => ({ ...line, quantity: 0, clientId: null, by, version }));
  await writeCartLines(tx, announce, { at: { scopeId: shopperId, version }, rows: removed });
  return lines;
}

type PurchasedLines = { shopperId: string; bought: Map<string, number>; by: By };

/**
 * Removes purchased items from a shopper's cart, inside the transaction of `commitWithChanges`: of each line at most
 * the purchased quantity; a line removed meanwhile stays removed. One statement.
 */
export async function removePurchasedLines(
  tx: Tx,
  announce: Announce,
  { shopperId, bought, by }: PurchasedLines,
): Promise<void> {
  const requested = JSON.stringify([...bought].map(([key, quantity]) => ({ key, pieces: quantity })));
  const rows = await tx.execute<{ line: CartLineRow }>(sql`
    with locked as (select id, version + 1 as version from sync_scope where id = ${shopperId} for update)
    update cart_line set quantity = greatest(0, quantity - b.pieces), client_id = null, by = ${JSON.stringify(by)}::text::jsonb,
      version = locked.version, deleted_at = case when quantity <= b.pieces then clock_now() end
    from locked, jsonb_to_recordset(${requested}::text::jsonb) as b(key text, pieces int)
    where scope_id = locked.id and line_key = b.key and quantity > 0
    returning ${cartLineJson} as line`);
  for (const { line } of rows) {
    const row = line.quantity > 0 ? line : null;
    announce({ scopeId: shopperId, kind: "shopper", entity: "cart_line", entityId: line.lineKey, row, by });
  }
}

/** Deletes at most `limit` tombstones older than `days`. Returns how many were deleted. */
export async function deleteStaleCartLines(days: number, limit: number): Promise<number> {
  const removed = await db().execute(sql`delete from cart_line where ctid = any(array(
    select ctid from cart_line where deleted_at < clock_now() - make_interval(days => ${days}) limit ${limit}))
    returning 1`);
  return removed.length;
}
