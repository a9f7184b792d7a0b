"use client";
import { useStoreRows } from "@/components/store/use-store-rows";
import type { ShipmentRow } from "@/server/orders/shipments/schema";

/** The store's shipments to pack and to send, live, the oldest order first. */
export function useShipments(): { ready: boolean; fresh: boolean; shipments: ShipmentRow[] } {
  const { rows, ...state } = useStoreRows<ShipmentRow>("parcel");
  return { ...state, shipments: [...rows].sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1)) };
}

/** Items to go into a shipment. */
export const openQuantityOf = (shipment: ShipmentRow): number => shipment.lines.reduce((sum, l) => sum + l.quantity, 0);
