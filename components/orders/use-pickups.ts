"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { newId } from "@/components/sync/clock";
import { useEntities, useMutate, useOwner } from "@/components/sync/hooks";
import { useTRPC } from "@/components/trpc/client";
import { isOpen } from "@/server/orders/pickup/rules";
import type { PickupRow, ReserveInput } from "@/server/orders/pickup/schema";

/** The shopper's pick-ups, newest first, live. */
export function usePickups(): { ready: boolean; open: PickupRow[]; past: PickupRow[] } {
  const { ready, rows } = useEntities<PickupRow>("pickup");
  const sorted = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return { ready, open: sorted.filter((p) => isOpen(p.status)), past: sorted.filter((p) => !isOpen(p.status)) };
}

/**
 * Reserves. The key stays the same while the same thing is asked, so that a second tap or a retry after a lost answer makes
 * no second reservation; the browser becomes a guest first if it is nobody yet. `onReserved` is called even when what asked
 * has left the screen meanwhile (the bag empties itself before the answer is here).
 */
export function useReserve(onReserved?: (pickup: PickupRow) => void) {
  const trpc = useTRPC();
  const { ensureShopper } = useOwner();
  const asked = useRef({ text: "", key: "" });
  const reserve = useMutation(trpc.orders.pickup.reserve.mutationOptions());
  const submit = useMutation({
    mutationFn: async (input: Omit<ReserveInput, "key">): Promise<PickupRow> => {
      await ensureShopper();
      const text = JSON.stringify(input);
      if (asked.current.text !== text) asked.current = { text, key: newId() };
      return reserve.mutateAsync({ ...input, key: asked.current.key });
    },
    onSuccess: (pickup) => {
      asked.current = { text: "", key: "" };
      onReserved?.(pickup);
    },
  });
  return submit;
}

/** Puts the pieces of a pick-up (those that are still wanted) back into the bag, for the same store. */
export function usePutBack(): (pickup: PickupRow) => Promise<void> {
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
  const { open, past } = usePickups();
  const last = [...open, ...past][0];
  return { name: last?.contactName ?? "", contact: last?.contact ?? "" };
}
