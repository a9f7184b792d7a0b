import { type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import type { Announce } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import type { FavouriteRow } from "./schema";

/**
 * Builds the statement that writes `rows` at the `id` and `version` of the CTE `bumped`: for sync's one commit
 * statement.
 */
export function upsertFavouritesSql(rows: FavouriteRow[]): SQL {
  return sql`insert into favourite (scope_id, product_id, present, version, client_id, deleted_at)
    select b.id, x."productId", x.present, b.version, x."clientId", case when not x.present then clock_now() end
    from bumped b, jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as x("productId" uuid, present boolean, "clientId" uuid)
    on conflict (scope_id, product_id) do update set present = excluded.present, version = excluded.version,
      client_id = excluded.client_id, deleted_at = excluded.deleted_at`;
}

/** Writes favourites in a transaction that holds the scope's lock and will bring it to `version`; announces each. */
export async function writeFavourites(
  tx: Tx,
  announce: Announce,
  { at, rows }: { at: { scopeId: string; version: number; by: By }; rows: FavouriteRow[] },
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`with bumped as (select ${at.scopeId}::uuid as id, ${at.version}::bigint as version)
    ${upsertFavouritesSql(rows)}`);
  for (const favourite of rows) {
    const row = favourite.present ? favourite : null;
    announce({
      scopeId: at.scopeId,
      kind: "shopper",
      entity: "favourite",
      entityId: favourite.productId,
      row,
      by: at.by,
    });
  }
}

/** Deletes at most `limit` tombstones older than `days`. Returns how many were deleted. */
export async function deleteStaleFavourites(days: number, limit: number): Promise<number> {
  const deleted = await db().execute(sql`delete from favourite where ctid = any(array(
    select ctid from favourite where deleted_at < clock_now() - make_interval(days => ${days}) limit ${limit}))
    returning 1`);
  return deleted.length;
}
