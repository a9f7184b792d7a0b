"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTRPC } from "@/components/trpc/client";
import { computeDistanceKm } from "@/server/stores/rules";
import type { StoreView } from "@/server/stores/schema";
import { useGeolocation } from "./geolocation";

const chosenKey = "selvedge-my-store";
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
};
function readChosenStore(): string | null {
  try {
    return localStorage.getItem(chosenKey);
  } catch {
    return null;
  }
}

const listKey = "selvedge-store-list";
let read: { text: string | null; stores: StoreView[] } = { text: null, stores: [] };

/** The stores as last fetched, so that requests can be made offline. */
function readStoredStores(): StoreView[] {
  try {
    const text = localStorage.getItem(listKey);
    if (text !== read.text) read = { text, stores: text ? (JSON.parse(text) as StoreView[]) : [] };
  } catch {
    // No storage, or an unreadable value: as if empty.
  }
  return read.stores;
}
const noStores: StoreView[] = [];

export type NearStore = StoreView & { km: number | null };

/**
 * The stores, nearest first where the position is known, and the shopper's store: the one chosen on this browser,
 * else the nearest, else the first.
 */
export function useMyStore() {
  const { here } = useGeolocation();
  const chosen = useSyncExternalStore(subscribe, readChosenStore, () => null);
  const { data, error, refetch } = useQuery(useTRPC().stores.list.queryOptions(undefined, { staleTime: 300_000 }));
  const kept = useSyncExternalStore(subscribe, readStoredStores, () => noStores);
  useEffect(() => {
    try {
      if (data) localStorage.setItem(listKey, JSON.stringify(data.stores));
    } catch {
      // Private mode without storage: without a network there will be no stores to choose from.
    }
  }, [data]);
  const stores: NearStore[] = (data?.stores ?? kept).map((s) => ({
    ...s,
    km: here ? computeDistanceKm(here, s) : null,
  }));
  if (here) stores.sort((a, b) => (a.km ?? Number.POSITIVE_INFINITY) - (b.km ?? Number.POSITIVE_INFINITY));
  return {
    stores,
    /** Null while the stores are being fetched, or when there are none. */
    mine: stores.find((s) => s.id === chosen) ?? stores[0] ?? null,
    /** Whether the shopper chose it. */
    isChosen: stores.some((s) => s.id === chosen),
    /** The server's clock when the stores were fetched. */
    now: data?.now ?? null,
    loading: stores.length === 0 && !error,
    failed: stores.length === 0 && Boolean(error),
    retry: () => void refetch(),
    choose(storeId: string) {
      try {
        localStorage.setItem(chosenKey, storeId);
      } catch {
        // Private mode without storage: it is remembered for this page only by the caller's query.
      }
      for (const listener of listeners) listener();
    },
  };
}

/**
 * The default store for an item: the shopper's own if it `has` it, else the nearest that does; their own when none
 * has.
 */
export function findStoreWithStock(
  { stores, mine }: { stores: NearStore[]; mine: NearStore | null },
  has: (storeId: string) => boolean,
): NearStore | null {
  if (!mine || has(mine.id)) return mine;
  const far = (s: NearStore) => s.km ?? computeDistanceKm(mine, s) ?? Number.POSITIVE_INFINITY;
  return stores.filter((s) => has(s.id)).sort((a, b) => far(a) - far(b))[0] ?? mine;
}
