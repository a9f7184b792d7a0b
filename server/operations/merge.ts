import type { Tx } from "@/db/client";
import { writeCartLines } from "@/server/cart/commands";
import { linesOf } from "@/server/cart/queries";
import { writeFavourites } from "@/server/favourites/commands";
import { favouritesOf } from "@/server/favourites/queries";
import { handOverFittings } from "@/server/fittings/booking/reschedule";
import { lockPerson } from "@/server/fittings/booking/double-booking";
import { handOverWaits } from "@/server/fittings/waitlist/merge";
import type { CarriedThings } from "@/server/shoppers/graph/merge";
import { adoptOrders } from "@/server/orders/commands";
import { adoptPickups } from "@/server/orders/pickup/commands";
import { moveGrants } from "@/server/assistance/grants";
import { type Announce, lockScopes } from "@/server/sync/commit";
import { endScopeIn, reviveScope } from "@/server/sync/merged-scopes";
import type { CartLineRow } from "@/server/cart/schema";
import type { FavouriteRow } from "@/server/favourites/schema";

const scopesOf = (...ids: string[]) => ids.map((scopeId) => ({ scopeId, kind: "shopper" as const }));
const nothing: CarriedThings = { lines: [], favourites: [], pickups: [], fittings: [] };

/**
 * Takes one shopper's scope into another's, inside the caller's transaction: per equal line the larger quantity, so that
 * doing it twice or in the other order changes nothing; favourites of both. The first scope ends; its streams are told,
 * and late operations of its devices are taken for the other. Returns what was carried over: nothing when it was merged
 * before.
 */
export async function mergeScopes(tx: Tx, announce: Announce, fromId: string, intoId: string): Promise<CarriedThings> {
  if (fromId === intoId) return nothing;
  await lockPerson(tx, fromId, intoId);
  await moveGrants(tx, fromId, intoId);
  const scopes = await lockScopes(tx, scopesOf(fromId, intoId));
  if (scopes.get(fromId)?.mergedInto) return nothing;
  const version = (scopes.get(intoId)?.version ?? 0) + 1;
  const at = { scopeId: intoId, version, by: {} };
  const before = await linesOf(intoId, tx);
  const lines = largerLines(await linesOf(fromId, tx), before, version);
  await writeCartLines(tx, announce, at, lines);
  const favourites = newFavourites(await favouritesOf(fromId, tx), await favouritesOf(intoId, tx), version);
  await writeFavourites(tx, announce, at, favourites);
  const pickups = await adoptPickups(tx, announce, fromId, intoId);
  const orders = await adoptOrders(tx, announce, fromId, intoId);
  const waits = await handOverWaits(tx, announce, fromId, intoId);
  const fittings = await handOverFittings(tx, announce, fromId, intoId);
  await endScopeIn(tx, { fromId, intoId, version });
  const merged = { kind: "shopper" as const, entity: "merged", by: {} };
  announce({ ...merged, scopeId: fromId, entityId: fromId, row: { into: intoId } });
  // The scope moves even when nothing was new: late operations measure themselves by that version.
  announce({ ...merged, scopeId: intoId, entityId: fromId, row: null });
  const had = new Map(before.map((line) => [line.lineKey, line.quantity]));
  return {
    lines: lines.map(({ lineKey, quantity }) => ({ lineKey, added: quantity - (had.get(lineKey) ?? 0) })),
    favourites: favourites.map((f) => f.productId),
    pickups,
    orders,
    fittings,
    waits,
  };
}

/**
 * Takes apart what `mergeScopes` joined, inside the caller's transaction: the first scope lives again with the cart it had;
 * what the merge added leaves the other as far as it is still there; orders and bookings go back.
 */
export async function splitScopes(
  tx: Tx,
  announce: Announce,
  { fromId, intoId }: { fromId: string; intoId: string },
  carried: CarriedThings,
): Promise<void> {
  await lockPerson(tx, fromId, intoId);
  const scopes = await lockScopes(tx, scopesOf(fromId, intoId));
  const version = (scopes.get(intoId)?.version ?? 0) + 1;
  const at = { scopeId: intoId, version, by: {} };
  const added = new Map(carried.lines.map((line) => [line.lineKey, line.added]));
  const lines = (await linesOf(intoId, tx))
    .filter((line) => added.has(line.lineKey))
    .map((line) => {
      const quantity = Math.max(0, line.quantity - (added.get(line.lineKey) ?? 0));
      return { ...line, quantity, version, clientId: null, by: {} };
    });
  await writeCartLines(tx, announce, at, lines);
  const favourites = (await favouritesOf(intoId, tx))
    .filter((row) => carried.favourites.includes(row.productId))
    .map((row) => ({ ...row, present: false, version, clientId: null }));
  await writeFavourites(tx, announce, at, favourites);
  await adoptPickups(tx, announce, intoId, fromId, carried.pickups);
  await adoptOrders(tx, announce, intoId, fromId, carried.orders ?? []);
  await handOverWaits(tx, announce, intoId, fromId, carried.waits ?? []);
  await handOverFittings(tx, announce, intoId, fromId, carried.fittings);
  await reviveScope(tx, fromId);
  announce({ scopeId: fromId, kind: "shopper", entity: "merged", entityId: fromId, row: null, by: {} });
}

/** The guest's lines that are larger than the account's, as the account's; those of a currency that its bag does not hold stay behind. */
function largerLines(guest: CartLineRow[], account: CartLineRow[], version: number): CartLineRow[] {
  const owned = new Map(account.map((line) => [line.lineKey, line]));
  const currency = account[0]?.currency;
  return guest
    .filter((line) => !currency || line.currency === currency)
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
