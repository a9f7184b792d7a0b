"use client";
import { useEffect, useSyncExternalStore } from "react";
import type { CartLineRow } from "@/server/cart/schema";
import type { ProductCard, VariantCard } from "@/server/catalogue/schema";
import { isOfflineRequest } from "@/server/operations/rules";
import type { OpBody } from "@/server/operations/schema";
import { type Money, sumMoney } from "@/server/platform/money";
import { joinShopper } from "../engine/owner-source";
import type { Owner } from "../engine/registry";
import type { OfflineRequest, ScopeView } from "../engine/scope-views";
import { selectScopeView } from "../engine/session-state";
import { useCards, useSession, useSyncStore } from "./provider";

export type CartLineView = CartLineRow & {
  /** Undefined until it is known on this device. */
  card: VariantCard | undefined;
  /** Not sent yet. */
  pending: boolean;
  /** The unit price as last known. */
  price: Money | null;
};
export type CartView = {
  /** False until this browser's own copy was read. */
  ready: boolean;
  lines: CartLineView[];
  quantity: number;
  /** Null while a price is not known. */
  total: Money | null;
};
export type FavouriteView = { productId: string; card: ProductCard | undefined; pending: boolean };

function useScopeView(scope?: string): { ready: boolean; at: ScopeView } {
  const session = useSession();
  return { ready: session.ready, at: selectScopeView(session, scope) };
}

const compareByBirth = (a: CartLineRow, b: CartLineRow) =>
  (a.bornVersion || Number.MAX_SAFE_INTEGER) - (b.bornVersion || Number.MAX_SAFE_INTEGER) ||
  a.lineKey.localeCompare(b.lineKey);

function findPrice(line: CartLineRow, card: VariantCard | undefined): Money | null {
  if (card) return card.price;
  if (line.priceSeenMinor === null || line.currency === null) return null;
  return { minor: line.priceSeenMinor, currency: line.currency };
}

function sumPrices(lines: CartLineView[]): Money | null {
  const prices = lines.map((line) => line.price && { ...line.price, minor: line.price.minor * line.quantity });
  const currency = prices[0]?.currency;
  if (!currency || prices.some((price) => price?.currency !== currency)) return null;
  return sumMoney(prices as Money[], currency);
}

/** The cart of a scope (default: this browser's own): base plus unsent operations. */
export function useCart(scope?: string): CartView {
  const { ready, at } = useScopeView(scope);
  const cards = useCards();
  const rows = [...at.state.lines.values()].filter((line) => line.quantity > 0).sort(compareByBirth);
  const ids = rows.map((row) => row.variantId).join();
  useEffect(() => {
    if (ids) cards.want("variants", ids.split(","));
  }, [cards, ids]);
  const lines = rows.map((row) => {
    const card = cards.get("variants", row.variantId);
    return { ...row, card, pending: at.pending.has(row.lineKey), price: findPrice(row, card) };
  });
  return { ready, lines, quantity: lines.reduce((sum, line) => sum + line.quantity, 0), total: sumPrices(lines) };
}

/** The favourites of a scope (default: this browser's own), newest first. */
export function useFavourites(scope?: string): { ready: boolean; items: FavouriteView[] } {
  const { ready, at } = useScopeView(scope);
  const cards = useCards();
  const rows = [...at.state.favourites.values()]
    .filter((row) => row.present)
    .sort((a, b) => (b.version || Number.MAX_SAFE_INTEGER) - (a.version || Number.MAX_SAFE_INTEGER));
  const ids = rows.map((row) => row.productId).join();
  useEffect(() => {
    if (ids) cards.want("products", ids.split(","));
  }, [cards, ids]);
  const items = rows.map(({ productId }) => ({
    productId,
    card: cards.get("products", productId),
    pending: at.pending.has(productId),
  }));
  return { ready, items };
}

/** Whether one product is a favourite of this browser's own scope; without asking for its card. */
export function useIsFavourite(productId: string): boolean {
  const { at } = useScopeView();
  return at.state.favourites.get(productId)?.present ?? false;
}

/** Rows of `entity` ("pickup", "fitting", "grant", "room_request") in one of my scopes, or in all of them. */
export function useEntities<Row>(entity: string, scope?: string): { ready: boolean; rows: Row[] } {
  const { ready, views } = useSession();
  const scopes = scope ? [views.get(scope)] : [...views.values()];
  return { ready, rows: scopes.flatMap((at) => (at?.entities.get(entity) ?? []) as Row[]) };
}

/** Rows of `entity` in a scope, and whether they were the server's present since this surface was opened. */
export function useFreshEntities<Row>(entity: string, scope: string): { fresh: boolean; rows: Row[] } {
  const { fresh } = useSession();
  return { fresh, rows: useEntities<Row>(entity, scope).rows };
}

/** Unconfirmed offline requests of the own scope, oldest first, and how to dismiss a declined one. */
export function useOfflineRequests(): { requests: readonly OfflineRequest[]; dismiss(key: string): void } {
  const { at } = useScopeView();
  const { session } = useSyncStore();
  return { requests: at.requests, dismiss: session.dismissRequest };
}

const getNoLocalStore = () => null;

/** One request by its key and, once confirmed, the pickup or fitting that it created. */
export function useOfflineRequest(key: string): { request: OfflineRequest | undefined; made: string | undefined } {
  const { session } = useSyncStore();
  const request = useOfflineRequests().requests.find((w) => w.args.key === key);
  const store = useSyncExternalStore(session.subscribe, session.getLocalStore, getNoLocalStore);
  const sent = [...(store?.sent.values() ?? [])];
  return {
    request,
    made: request ? undefined : sent.find((op) => isOfflineRequest(op) && op.args.key === key)?.made,
  };
}

export type SyncStatus = {
  /** `whole` in sync · `offline` kept here · `upgrade` a newer version is needed · `signed_out` waits for its owner. */
  line: "whole" | "offline" | "upgrade" | "signed_out";
  /** Operations that the server has not answered yet. */
  kept: number;
  /** False when this browser keeps nothing beyond the tab. */
  durable: boolean;
};

/** The sync status of the surface. */
export function useSyncStatus(): SyncStatus {
  const { online, pause, kept, durable, signedOut } = useSession();
  const line = pause ?? (signedOut ? "signed_out" : online ? "whole" : "offline");
  return { line, kept, durable };
}

/** Waits, for `timeoutMs` at most, until the server has answered every operation of this browser; says whether it has. */
export function useWaitUntilSent(): (timeoutMs: number) => Promise<boolean> {
  const { session } = useSyncStore();
  return (timeoutMs) =>
    new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        unsubscribe();
        resolve(session.getState().kept === 0);
      };
      const finishWhenSent = () => session.getState().kept === 0 && finish();
      const timer = setTimeout(finish, timeoutMs);
      const unsubscribe = session.subscribe(finishWhenSent);
      finishWhenSent();
    });
}

/** Applies operations at once, by default to the own scope; resolves when they are stored on this device. */
export function useMutate(): (ops: OpBody[], scope?: string) => Promise<void> {
  const { session } = useSyncStore();
  return (ops, scope) => session.mutate(ops, scope);
}

/** Returns the quantity of a variant in the own cart, without subscribing. */
export function useCartQuantity(): (variantId: string) => number {
  const { session } = useSyncStore();
  return (variantId) => {
    const { owner, views } = session.getState();
    const ownView = owner ? views.get(owner.scope) : [...views.values()][0];
    const lines = [...(ownView?.state.lines.values() ?? [])].filter((l) => l.variantId === variantId);
    return lines.reduce((sum, l) => sum + l.quantity, 0);
  };
}

/** Adds or removes a favourite of the own scope. */
export function useToggleFavourite(): (productId: string, wanted: boolean) => Promise<void> {
  const { session } = useSyncStore();
  return (productId, wanted) => {
    if (wanted) return session.mutate([{ name: "favourite.add", args: { productId } }]);
    const { owner } = session.getState();
    const row = owner ? session.getLocalStore()?.base.get(`${owner.scope}|favourite|${productId}`)?.row : undefined;
    const seenVersion = typeof row?.version === "number" ? row.version : 0;
    return session.mutate([{ name: "favourite.remove", args: { productId, seenVersion } }]);
  };
}

/** The owner of this browser, and how to change it. */
export function useOwner(): {
  owner: Owner | null;
  /**
   * Creates a guest if this browser has no shopper; rejects without a network. Call before anything that needs an
   * owner.
   */
  ensureShopper(): Promise<Owner>;
  /** After a sign-in: moves to the new owner; a guest's queue goes with it. */
  refreshOwner(): Promise<void>;
  /** After a sign-out, when the shopper agreed to lose what was kept: wipes this device's copy. */
  forget(): Promise<void>;
  /** Joins the shopper who showed a one-time QR code. */
  join(secret: string): Promise<Owner>;
} {
  const { session } = useSyncStore();
  const { owner } = useSession();
  return {
    owner,
    ensureShopper: () => session.ensureOwner(),
    refreshOwner: () => session.refreshOwner(),
    forget: () => session.discardOwner(),
    async join(secret) {
      const joined = await joinShopper(secret);
      await session.setOwner(joined);
      return joined;
    },
  };
}
