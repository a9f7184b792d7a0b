"use client";
import { type SendResult, useSendRequest } from "@/components/offline-requests/use-send-request";
import { useEntities, useMutate } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import { isOpen } from "@/server/orders/pickup/rules";
import type { PickupRow } from "@/server/orders/pickup/schema";

/** The shopper's reservations, newest first, live. */
export function useReservations(): { ready: boolean; open: PickupRow[]; past: PickupRow[] } {
  const { ready, rows } = useEntities<PickupRow>("pickup");
  const sorted = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return { ready, open: sorted.filter((p) => isOpen(p.status)), past: sorted.filter((p) => !isOpen(p.status)) };
}

/**
 * Reserves, or queues the request offline (see `useSendRequest`). `onSent` is called even when the caller has
 * unmounted meanwhile (the cart empties before the response).
 */
export function useReserve(onSent?: (asked: SendResult<PickupRow>) => void) {
  const client = useTRPCClient();
  return useSendRequest(
    "request.pickup",
    (args, signal) => client.reservations.create.mutate(args, { signal }),
    onSent,
  );
}

/** Puts the items of a pickup back into the cart, for the same store. */
export function useReturnToCart(): (pickup: PickupRow) => Promise<void> {
  const mutate = useMutate();
  return (pickup) =>
    mutate(
      pickup.lines.map(({ variantId, quantity }) => ({
        name: "cart.add" as const,
        args: { variantId, quantity, fulfilment: { kind: "pickup" as const, storeId: pickup.store.id } },
      })),
    );
}

/** The contact of the last reservation, to prefill forms. */
export function useKnownContact(): { name: string; contact: string } {
  const { open, past } = useReservations();
  const last = [...open, ...past][0];
  return { name: last?.contactName ?? "", contact: last?.contact ?? "" };
}
