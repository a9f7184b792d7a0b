import type { CartLineRow } from "@/server/cart/schema";
import type { FavouriteRow } from "@/server/favourites/schema";
import { emptyState, isOfflineRequest, isStateOp, reduce } from "@/server/operations/rules";
import type { Facts, OpOf, QueuedOp, ScopeState, StateOp } from "@/server/operations/schema";
import { type LocalStore, listVisibleOps, type OpDraft, type Refusal, type Row, resolveScope } from "./local-store";

/** A reservation or fitting that is requested and not confirmed; `refused` when the server has declined it. */
export type OfflineRequest = OpOf<"request.pickup" | "request.fitting"> & { refused?: Refusal };
export type OfflineRequestOf<N extends OfflineRequest["name"]> = Extract<OfflineRequest, { name: N }>;

/** The view of one scope: base overlaid with this browser's pending operations. */
export type ScopeView = {
  state: ScopeState;
  /** Line keys and product ids with unacknowledged changes. */
  pending: ReadonlySet<string>;
  /** Rows of the other entities, by entity. */
  entities: ReadonlyMap<string, readonly Row[]>;
  /** In the order in which they were made. */
  requests: readonly OfflineRequest[];
};
export type ScopeViews = ReadonlyMap<string, ScopeView>;

const noKeys: ReadonlySet<string> = new Set();

/** The keys an operation touches. */
function listTouchedKeys(op: StateOp, state: ScopeState): string[] {
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

function buildBaseViews(store: LocalStore): Map<string, ScopeView> {
  const views = new Map<
    string,
    { lines: Map<string, CartLineRow>; favourites: Map<string, FavouriteRow>; entities: Map<string, Row[]> }
  >();
  for (const { scope, entity, id, row } of store.base.values()) {
    const view = views.get(scope) ?? { lines: new Map(), favourites: new Map(), entities: new Map() };
    views.set(scope, view);
    if (entity === "cart_line") view.lines.set(id, row as CartLineRow);
    else if (entity === "favourite") view.favourites.set(id, row as FavouriteRow);
    else view.entities.set(entity, [...(view.entities.get(entity) ?? []), row]);
  }
  return new Map(
    [...views].map(([scope, { lines, favourites, entities }]) => {
      const present = [...lines.values()].filter((line) => line.quantity > 0);
      const currency = present.find((line) => line.currency !== null)?.currency ?? null;
      const state = { lines, favourites, lineCount: present.length, currency };
      return [scope, { state, pending: noKeys, entities, requests: [] }];
    }),
  );
}

/**
 * Builds the views: base, then queued operations that base does not contain, then unsaved ones, each through the
 * reducer that the server runs.
 */
export function buildViews(store: LocalStore, unsaved: readonly OpDraft[], facts: Facts): ScopeViews {
  const views = buildBaseViews(store);
  const ctx = { clientId: store.meta.clientId, version: 0, by: {} };
  const unsavedFields = { mid: 1, baseVersion: 0, at: 0 };
  const overlay: QueuedOp[] = [
    ...listVisibleOps(store),
    ...unsaved.map((op) => ({ ...op, ...unsavedFields }) as QueuedOp),
  ];
  for (const op of overlay) {
    const scope = resolveScope(store.meta, op.scope);
    const view = views.get(scope) ?? { state: emptyState, pending: noKeys, entities: new Map(), requests: [] };
    if (!isStateOp(op)) {
      const otherRequests = view.requests.filter((request) => request.args.key !== op.args.key);
      views.set(scope, { ...view, requests: isOfflineRequest(op) ? [...otherRequests, op] : otherRequests });
      continue;
    }
    const pending = new Set([...view.pending, ...listTouchedKeys(op, view.state)]);
    views.set(scope, { ...view, state: reduce(view.state, op, ctx, facts).state, pending });
  }
  return views;
}
