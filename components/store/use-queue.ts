"use client";
import { useEntities } from "@/components/sync/hooks";
import type { StorePickupRow } from "@/server/orders/pickup/schema";
import { useShift } from "./use-shift";

/** The store's open pick-ups, live, by promised time. */
export function useQueue(): { ready: boolean; pickups: StorePickupRow[] } {
  const { storeId } = useShift();
  const { ready, rows } = useEntities<StorePickupRow>("pickup", storeId);
  return { ready, pickups: [...rows].sort((a, b) => (a.promisedAt < b.promisedAt ? -1 : 1)) };
}

/** Pieces still wanted of a pick-up. */
export const piecesOf = (pickup: StorePickupRow): number =>
  pickup.lines.filter((l) => l.status !== "declined").reduce((sum, l) => sum + l.quantity, 0);
