import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { jsonObject, pick } from "@/db/json";
import { favourite } from "@/db/schema/favourites";
import type { FavouriteRow } from "./schema";

/** A row of `favourite` as `FavouriteRow`, inside another statement. */
export const favouriteJson: SQL<FavouriteRow> = jsonObject(
  pick(favourite, "productId", "present", "version", "clientId"),
);

/** Lists the favourites of a scope, oldest first. */
export async function listFavourites(scopeId: string, on: Db | Tx = db()): Promise<FavouriteRow[]> {
  const rows = await on.execute<{ favourite: FavouriteRow }>(sql`select ${favouriteJson} as favourite from favourite
    where scope_id = ${scopeId}::uuid and present order by version, product_id`);
  return rows.map((r) => r.favourite);
}

/** Lists the favourites' rows of a shopper's scope, for snapshots. */
export async function listFavouriteRows(scopeId: string) {
  return (await listFavourites(scopeId)).map((row) => ({ entity: "favourite", entityId: row.productId, row }));
}
