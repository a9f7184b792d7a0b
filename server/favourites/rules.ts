import type { ErrorCode } from "@/server/platform/errors";
import type { By, OpContext, Outcome } from "@/server/sync/schema";
import type { FavouriteOp } from "./operations.schema";
import type { FavouriteRow } from "./schema";

export type Favourites = ReadonlyMap<string, FavouriteRow>;

/** Facts from outside the favourites; `undefined` = unknown here (the browser then accepts). */
export type FavouriteFacts = { product(id: string): boolean | undefined };

/** The result of an operation: the rows it changed (new values) and the outcome. */
export type FavouriteStep = { outcome: Outcome; reason?: ErrorCode; by?: By; favourites?: FavouriteRow[] };

/** Applies an operation to the favourites. Add wins: a remove deletes only what its device had seen. */
export function applyFavouriteOp(
  favourites: Favourites,
  op: FavouriteOp,
  ctx: OpContext,
  facts: FavouriteFacts,
): FavouriteStep {
  const { productId } = op.args;
  const row = favourites.get(productId);
  if (op.name === "favourite.add") {
    if (facts.product(productId) === false) return { outcome: "rejected", reason: "NOT_FOUND" };
    if (row?.present && row.version <= op.baseVersion) return { outcome: "noop" };
    // Two devices that add at once: neither's own remove may undo the other's unseen add.
    const clientId = row?.present && row.clientId !== ctx.clientId ? null : ctx.clientId;
    return { outcome: "applied", favourites: [{ productId, present: true, version: ctx.version, clientId }] };
  }
  if (!row?.present) return { outcome: "noop" };
  const seen = op.args.seenVersion >= row.version || row.clientId === ctx.clientId;
  if (!seen) return { outcome: "adjusted" };
  return {
    outcome: "applied",
    favourites: [{ productId, present: false, version: ctx.version, clientId: ctx.clientId }],
  };
}
