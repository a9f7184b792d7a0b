"use client";
import { useShift } from "@/components/store/use-shift";
import { useEntities } from "@/components/sync/hooks";
import type { ParcelRow } from "@/server/orders/parcels/schema";

/** The store's parcels to pack and to send, live, the oldest order first. */
export function useParcels(): { ready: boolean; parcels: ParcelRow[] } {
  const { storeId } = useShift();
  const { ready, rows } = useEntities<ParcelRow>("parcel", storeId);
  return { ready, parcels: [...rows].sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1)) };
}

/** Pieces to go into a parcel. */
export const piecesOf = (parcel: ParcelRow): number => parcel.lines.reduce((sum, l) => sum + l.quantity, 0);
