"use client";
import { type SendResult, useSendRequest } from "@/components/offline-requests/use-send-request";
import { useEntities, useMutate } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import { isOpen } from "@/server/orders/pickup/rules";
import type { PickupRow } from "@/server/orders/pickup/schema";

/** The shopper's pick-ups, newest first, live. */
export function useReservations(): { ready: boolean; open: PickupRow[]; past: PickupRow[] } {
  const { ready, rows } = useEntities<PickupRow>("pickup");
  const sorted = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return { ready, open: sorted.filter((p) => isOpen(p.status)), past: sorted.filter((p) => !isOpen(p.status)) };
}

/**
 * Reserves, or keeps the wish to (see `useAsk`). `onAsked` is called even when what asked has left the screen meanwhile (the
 * bag empties itself before the answer is here).
 */
export function useReserve(onSent?: (asked: SendResult<PickupRow>) => void) {
  const client = useTRPCClient();
  return useSendRequest("wish.pickup", (args, signal) => client.reservations.create.mutate(args, { signal }), onSent);
}

/** Puts the pieces of a pick-up (those that are still wanted) back into the bag, for the same store. */
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

/** What was given last time, so that it is not typed twice. */
export function useKnownContact(): { name: string; contact: string } {
  const { open, past } = useReservations();
  const last = [...open, ...past][0];
  return { name: last?.contactName ?? "", contact: last?.contact ?? "" };
}
