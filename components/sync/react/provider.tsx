"use client";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Surface } from "@/server/platform/context";
import { CardCache, type CardReader } from "../engine/cards";
import { shopOwnerSource } from "../engine/owner-source";
import type { Owner } from "../engine/registry";
import { Session } from "../engine/session";
import { emptySessionState, type SessionState } from "../engine/session-state";

export type SyncStore = { session: Session; cards: CardCache };
const SyncContext = createContext<SyncStore | null>(null);

function createSyncStore(surface: Surface, owner: Owner | undefined): SyncStore {
  const cards = new CardCache();
  const session = new Session(surface, owner ? { fetchOwner: async () => owner } : shopOwnerSource, {
    variant(id) {
      const card = cards.get("variants", id);
      return card && { active: card.active, priceMinor: card.price.minor, currency: card.price.currency };
    },
    // Unknown here: the browser is optimistic, the server decides.
    product: () => undefined,
    store: () => undefined,
  });
  return { session, cards };
}

/**
 * Gives a surface its live store. In the shop the owner is found (and made at the first change) by itself; a tablet names
 * its own: `{id: store device, scope: store}`. Remount with another `key` when that changes.
 */
export function SyncProvider({ surface, owner, children }: { surface: Surface; owner?: Owner; children: ReactNode }) {
  const [store] = useState(() => createSyncStore(surface, owner));
  useEffect(() => {
    store.session.start();
    const refresh = store.cards.subscribe(() => store.session.refresh());
    return () => {
      refresh();
      store.session.stop();
    };
  }, [store]);
  return <SyncContext value={store}>{children}</SyncContext>;
}

/** The surface's store. Throws outside of a SyncProvider. */
export function useSyncStore(): SyncStore {
  const store = useContext(SyncContext);
  if (!store) throw new Error("SyncProvider is missing");
  return store;
}

const getServerState = () => emptySessionState;

/** The state of the surface's session; empty during server rendering. */
export function useSession(): SessionState {
  const { session } = useSyncStore();
  return useSyncExternalStore(session.subscribe, session.getState, getServerState);
}

/** The cards kept in this browser; renders again when one comes in. */
export function useCards(): CardReader {
  const { cards } = useSyncStore();
  return useSyncExternalStore(cards.subscribe, cards.getReader, cards.getReader);
}
