import { emptyState, isStateOp, isWish, reduce } from "@/server/operations/rules";
import type { CartLineRow } from "@/server/cart/schema";
import type { Facts, OpOf, QueuedOp, ScopeState, StateOp } from "@/server/operations/schema";
import type { FavouriteRow } from "@/server/favourites/schema";
import { type Book, type OpDraft, type Refusal, type Row, resolveScope, visibleOps } from "./local-store";

/** A pick-up or fitting that was asked for and is not confirmed; `refused` when the server has declined it. */
export type Wish = OpOf<"wish.pickup" | "wish.fitting"> & { refused?: Refusal };

/** One scope as the screen shows it: base with this browser's pending operations on top. */
export type ScopeScreen = {
  state: ScopeState;
  /** Line keys and product ids that the server has not got yet. */
  pending: ReadonlySet<string>;
  /** Rows of the other entities, by entity. */
  entities: ReadonlyMap<string, readonly Row[]>;
  /** In the order in which they were asked. */
  wishes: readonly Wish[];
};
export type Screen = ReadonlyMap<string, ScopeScreen>;

const none: ReadonlySet<string> = new Set();

/** What an operation touches, as the screen marks it. */
function touches(op: StateOp, state: ScopeState): string[] {
  switch (op.name) {
    case "cart.add":
      return [`${op.args.variantId}:${op.args.fulfilment.kind === "deliver" ? "deliver" : op.args.fulfilment.storeId}`];
    case "cart.move": {
      const variantId = state.lines.get(op.args.lineKey)?.variantId ?? "";
      return [op.args.lineKey, `${variantId}:${op.args.to.kind === "deliver" ? "deliver" : op.args.to.storeId}`];
    }
    case "favourite.add":
    case "favourite.remove":
      return [op.args.productId];
    default:
      return [op.args.lineKey];
  }
}

function baseScreens(book: Book): Map<string, ScopeScreen> {
  const screens = new Map<
    string,
    { lines: Map<string, CartLineRow>; favourites: Map<string, FavouriteRow>; entities: Map<string, Row[]> }
  >();
  for (const { scope, entity, id, row } of book.base.values()) {
    const at = screens.get(scope) ?? { lines: new Map(), favourites: new Map(), entities: new Map() };
    screens.set(scope, at);
    if (entity === "cart_line") at.lines.set(id, row as CartLineRow);
    else if (entity === "favourite") at.favourites.set(id, row as FavouriteRow);
    else at.entities.set(entity, [...(at.entities.get(entity) ?? []), row]);
  }
  return new Map(
    [...screens].map(([scope, { lines, favourites, entities }]) => {
      const living = [...lines.values()].filter((line) => line.quantity > 0);
      const currency = living.find((line) => line.currency !== null)?.currency ?? null;
      const state = { lines, favourites, lineCount: living.length, currency };
      return [scope, { state, pending: none, entities, wishes: [] }];
    }),
  );
}

/**
 * The screen: base, then the queued operations that base does not contain, then those not yet saved, each through the
 * reducer that the server runs.
 */
export function screenOf(book: Book, unsaved: readonly OpDraft[], facts: Facts): Screen {
  const screens = baseScreens(book);
  const ctx = { clientId: book.meta.clientId, version: 0, by: {} };
  const last = { mid: 1, baseVersion: 0, at: 0 };
  const overlay: QueuedOp[] = [...visibleOps(book), ...unsaved.map((op) => ({ ...op, ...last }) as QueuedOp)];
  for (const op of overlay) {
    const scope = resolveScope(book.meta, op.scope);
    const at = screens.get(scope) ?? { state: emptyState, pending: none, entities: new Map(), wishes: [] };
    if (!isStateOp(op)) {
      const others = at.wishes.filter((wish) => wish.args.key !== op.args.key);
      screens.set(scope, { ...at, wishes: isWish(op) ? [...others, op] : others });
      continue;
    }
    const pending = new Set([...at.pending, ...touches(op, at.state)]);
    screens.set(scope, { ...at, state: reduce(at.state, op, ctx, facts).state, pending });
  }
  return screens;
}
