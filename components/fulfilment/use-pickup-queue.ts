"use client";
import { useStoreRows } from "@/components/store/use-store-rows";
import type { StorePickupRow } from "@/server/orders/pickup/schema";

/** The store's open pickups, live, by promised time; nothing may be started while they are not `fresh`. */
export function usePickupQueue(): { ready: boolean; fresh: boolean; pickups: StorePickupRow[] } {
  const { rows, ...state } = useStoreRows<StorePickupRow>("pickup");
  return { ...state, pickups: [...rows].sort((a, b) => (a.promisedAt < b.promisedAt ? -1 : 1)) };
}

/** Items still wanted of a pickup. */
export const openQuantityOf = (pickup: StorePickupRow): number =>
  pickup.lines.filter((l) => l.status !== "declined").reduce((sum, l) => sum + l.quantity, 0);
