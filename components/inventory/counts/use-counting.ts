"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/client";
import type { CountLineView } from "@/server/inventory/counts/schema";

/** Reports counted quantities, one variant at a time; each tap is sent once under its own key. */
export function useCounting(countId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [last, setLast] = useState<CountLineView | null>(null);
  const counts = { queryKey: trpc.counts.pathKey() };
  const say = useMutation(
    trpc.counts.office.count.mutationOptions({
      // Counts are sent one after the other, in the order of the taps.
      scope: { id: `count-${countId}` },
      onSuccess: (line) => {
        setLast(line);
        void queryClient.invalidateQueries(counts);
      },
    }),
  );
  return {
    last,
    error: say.error,
    isPending: say.isPending,
    /** The whole quantity of a variant. */
    set: (variantId: string, pieces: number) =>
      say.mutate({ key: crypto.randomUUID(), countId, variantId, pieces, add: false }),
    /** One more scanned item; the same key is the same item. */
    addOne: (variantId: string, key: string) => say.mutateAsync({ key, countId, variantId, pieces: 1, add: true }),
  };
}
