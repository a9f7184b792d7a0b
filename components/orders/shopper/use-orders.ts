"use client";
import { useEntities } from "@/components/sync/react/hooks";
import type { OrderRow, OrderStatus } from "@/server/orders/schema";

const finishedStatuses: OrderStatus[] = ["complete", "cancelled", "returned", "not_paid"];
export const isFinished = (order: OrderRow): boolean => finishedStatuses.includes(order.status);

/** The shopper's orders, newest first, live. `ofPickup` finds the order that a pickup is a part of. */
export function useOrders() {
  const { ready, rows } = useEntities<OrderRow>("order");
  const orders = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return {
    ready,
    orders,
    ofPickup: (pickupId: string) => orders.find((o) => o.fulfilments.some((f) => f.id === pickupId)),
  };
}
