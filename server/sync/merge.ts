import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { writeCartLines } from "@/server/cart/commands";
import { linesOf } from "@/server/cart/queries";
import { writeFavourites } from "@/server/favourites/commands";
import { favouritesOf } from "@/server/favourites/queries";
import { handOverFittings } from "@/server/fittings/moving/commands";
import { adoptPickups } from "@/server/orders/pickup/commands";
import { type Announce, lockScopes } from "./commit";
import type { CartLineRow, FavouriteRow } from "./schema";

/** What else goes from a guest to the account: each module writes its own rows, locks nothing that a scope waits for. */
type Handover = (tx: Tx, announce: Announce, guestId: string, accountId: string) => Promise<void>;
const handovers: Handover[] = [adoptPickups, handOverFittings];

/**
 * Takes a guest's scope into an account's, inside the caller's transaction: per equal line the larger quantity, so that
 * doing it twice or in the other order changes nothing; favourites of both. The guest's scope ends; its streams are told,
 * and late operations of its devices are taken for the account. Does nothing when the guest was merged before.
 */
export async function mergeGuest(tx: Tx, announce: Announce, guestId: string, accountId: string): Promise<void> {
  if (guestId === accountId) return;
  const scopes = await lockScopes(
    tx,
    [guestId, accountId].map((scopeId) => ({ scopeId, kind: "shopper" as const })),
  );
  if (scopes.get(guestId)?.mergedInto) return;
  const version = (scopes.get(accountId)?.version ?? 0) + 1;
  const at = { scopeId: accountId, version, by: {} };
  const lines = largerLines(await linesOf(guestId, tx), await linesOf(accountId, tx), version);
  await writeCartLines(tx, announce, at, lines);
  const favourites = newFavourites(await favouritesOf(guestId, tx), await favouritesOf(accountId, tx), version);
  await writeFavourites(tx, announce, at, favourites);
  for (const handover of handovers) await handover(tx, announce, guestId, accountId);
  await tx.execute(sql`update sync_scope set merged_into = ${accountId}::uuid, merged_version = ${version}::bigint
    where id = ${guestId}::uuid`);
  const merged = { kind: "shopper" as const, entity: "merged", by: {} };
  announce({ ...merged, scopeId: guestId, entityId: guestId, row: { into: accountId } });
  // The account's scope moves even when nothing was new: late operations measure themselves by that version.
  announce({ ...merged, scopeId: accountId, entityId: guestId, row: null });
}

/** The guest's lines that are larger than the account's, as the account's. */
function largerLines(guest: CartLineRow[], account: CartLineRow[], version: number): CartLineRow[] {
  const owned = new Map(account.map((line) => [line.lineKey, line]));
  return guest
    .filter((line) => line.quantity > (owned.get(line.lineKey)?.quantity ?? 0))
    .map((line) => {
      const mine = owned.get(line.lineKey);
      const born = mine ?? { bornVersion: version, bornClientId: null };
      const { bornVersion, bornClientId } = born;
      return { ...line, version, clientId: null, bornVersion, bornClientId };
    });
}

function newFavourites(guest: FavouriteRow[], account: FavouriteRow[], version: number): FavouriteRow[] {
  const owned = new Set(account.map((row) => row.productId));
  return guest.filter((row) => !owned.has(row.productId)).map((row) => ({ ...row, version, clientId: null }));
}
