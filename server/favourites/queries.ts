import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { FavouriteRow } from "./schema";

/** A row of favourite (alias `f`) as `FavouriteRow`. */
export const favouriteJson: SQL = sql`json_build_object('productId', f.product_id, 'present', f.present,
  'version', f.version, 'clientId', f.client_id)`;

/** Lists the favourites of a scope, oldest first. */
export async function listFavourites(scopeId: string, on: Db | Tx = db()): Promise<FavouriteRow[]> {
  const rows = await on.execute<{ favourite: FavouriteRow }>(sql`select ${favouriteJson} as favourite from favourite f
    where f.scope_id = ${scopeId}::uuid and f.present order by f.version, f.product_id`);
  return rows.map((r) => r.favourite);
}

/** Lists the favourites' rows of a shopper's scope, for snapshots. */
export async function listFavouriteRows(scopeId: string) {
  return (await listFavourites(scopeId)).map((row) => ({ entity: "favourite", entityId: row.productId, row }));
}
