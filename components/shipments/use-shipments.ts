"use client";
import { useStoreRows } from "@/components/store/use-store-rows";
import type { ParcelRow } from "@/server/orders/shipments/schema";

/** The store's parcels to pack and to send, live, the oldest order first. */
export function useParcels(): { ready: boolean; fresh: boolean; parcels: ParcelRow[] } {
  const { rows, ...state } = useStoreRows<ParcelRow>("parcel");
  return { ...state, parcels: [...rows].sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1)) };
}

/** Pieces to go into a parcel. */
export const piecesOf = (parcel: ParcelRow): number => parcel.lines.reduce((sum, l) => sum + l.quantity, 0);
