import type { Tx } from "@/db/client";
import { moveGrants } from "@/server/assistance/grants";
import { writeCartLines } from "@/server/cart/commands";
import { listCartLines } from "@/server/cart/queries";
import type { CartLineRow } from "@/server/cart/schema";
import { writeFavourites } from "@/server/favourites/commands";
import { listFavourites } from "@/server/favourites/queries";
import type { FavouriteRow } from "@/server/favourites/schema";
import { lockShoppers } from "@/server/fittings/booking/double-booking";
import { reassignFittings } from "@/server/fittings/booking/reassign";
import { reassignEntries } from "@/server/fittings/waitlist/merge";
import { reassignOrders } from "@/server/orders/commands";
import { reassignPickups } from "@/server/orders/pickup/commands";
import type { CarriedEntities } from "@/server/shoppers/graph/reactions";
import { type Announce, lockScopes } from "@/server/sync/commit";
import { endScopeIn, reviveScope } from "@/server/sync/merged-scopes";

const toScopes = (...ids: string[]) => ids.map((scopeId) => ({ scopeId, kind: "shopper" as const }));
const nothingCarried: CarriedEntities = { lines: [], favourites: [], pickups: [], fittings: [] };

/**
 * Merges one shopper's scope into another's, inside the caller's transaction: per equal line the larger quantity, so
 * that a repeat or the other order changes nothing; favourites of both. The first scope ends; its streams are notified,
 * and late operations of its devices apply to the other. Returns what was carried over: nothing when it was merged
 * before.
 */
export async function mergeScopes(
  tx: Tx,
  announce: Announce,
  fromId: string,
  intoId: string,
): Promise<CarriedEntities> {
  if (fromId === intoId) return nothingCarried;
  await lockShoppers(tx, fromId, intoId);
  await moveGrants(tx, fromId, intoId);
  const scopes = await lockScopes(tx, toScopes(fromId, intoId));
  if (scopes.get(fromId)?.mergedInto) return nothingCarried;
  const version = (scopes.get(intoId)?.version ?? 0) + 1;
  const at = { scopeId: intoId, version, by: {} };
  const before = await listCartLines(intoId, tx);
  const lines = pickLargerLines(await listCartLines(fromId, tx), before, version);
  await writeCartLines(tx, announce, { at, rows: lines });
  const favourites = pickNewFavourites(await listFavourites(fromId, tx), await listFavourites(intoId, tx), version);
  await writeFavourites(tx, announce, { at, rows: favourites });
  const pickups = await reassignPickups(tx, announce, { from: fromId, to: intoId });
  const orders = await reassignOrders(tx, announce, { from: fromId, to: intoId });
  const entries = await reassignEntries(tx, announce, { from: fromId, to: intoId });
  const fittings = await reassignFittings(tx, announce, { from: fromId, to: intoId });
  await endScopeIn(tx, { fromId, intoId, version });
  const merged = { kind: "shopper" as const, entity: "merged", by: {} };
  announce({ ...merged, scopeId: fromId, entityId: fromId, row: { into: intoId } });
  // The scope's version moves even without changes: late operations are rebased on that version.
  announce({ ...merged, scopeId: intoId, entityId: fromId, row: null });
  const had = new Map(before.map((line) => [line.lineKey, line.quantity]));
  return {
    lines: lines.map(({ lineKey, quantity }) => ({ lineKey, added: quantity - (had.get(lineKey) ?? 0) })),
    favourites: favourites.map((f) => f.productId),
    pickups,
    orders,
    fittings,
    waits: entries,
  };
}

/**
 * Reverts `mergeScopes`, inside the caller's transaction: the first scope lives again with its former cart; what the
 * merge added leaves the other as far as it is still there; orders and bookings are reassigned.
 */
export async function splitScopes(
  tx: Tx,
  announce: Announce,
  { fromId, intoId }: { fromId: string; intoId: string },
  carried: CarriedEntities,
): Promise<void> {
  await lockShoppers(tx, fromId, intoId);
  const scopes = await lockScopes(tx, toScopes(fromId, intoId));
  const version = (scopes.get(intoId)?.version ?? 0) + 1;
  const at = { scopeId: intoId, version, by: {} };
  const added = new Map(carried.lines.map((line) => [line.lineKey, line.added]));
  const lines = (await listCartLines(intoId, tx))
    .filter((line) => added.has(line.lineKey))
    .map((line) => {
      const quantity = Math.max(0, line.quantity - (added.get(line.lineKey) ?? 0));
      return { ...line, quantity, version, clientId: null, by: {} };
    });
  await writeCartLines(tx, announce, { at, rows: lines });
  const favourites = (await listFavourites(intoId, tx))
    .filter((row) => carried.favourites.includes(row.productId))
    .map((row) => ({ ...row, present: false, version, clientId: null }));
  await writeFavourites(tx, announce, { at, rows: favourites });
  await reassignPickups(tx, announce, { from: intoId, to: fromId, only: carried.pickups });
  await reassignOrders(tx, announce, { from: intoId, to: fromId, only: carried.orders ?? [] });
  await reassignEntries(tx, announce, { from: intoId, to: fromId, only: carried.waits ?? [] });
  await reassignFittings(tx, announce, { from: intoId, to: fromId, only: carried.fittings });
  await reviveScope(tx, fromId);
  announce({ scopeId: fromId, kind: "shopper", entity: "merged", entityId: fromId, row: null, by: {} });
}

/**
 * The guest's lines that are larger than the account's, as the account's; lines in another currency than its cart stay
 * behind.
 */
function pickLargerLines(guest: CartLineRow[], account: CartLineRow[], version: number): CartLineRow[] {
  const owned = new Map(account.map((line) => [line.lineKey, line]));
  const currency = account[0]?.currency;
  return guest
    .filter((line) => !currency || line.currency === currency)
    .filter((line) => line.quantity > (owned.get(line.lineKey)?.quantity ?? 0))
    .map((line) => {
      const ownLine = owned.get(line.lineKey);
      const born = ownLine ?? { bornVersion: version, bornClientId: null };
      const { bornVersion, bornClientId } = born;
      return { ...line, version, clientId: null, bornVersion, bornClientId };
    });
}

function pickNewFavourites(guest: FavouriteRow[], account: FavouriteRow[], version: number): FavouriteRow[] {
  const owned = new Set(account.map((row) => row.productId));
  return guest.filter((row) => !owned.has(row.productId)).map((row) => ({ ...row, version, clientId: null }));
}
