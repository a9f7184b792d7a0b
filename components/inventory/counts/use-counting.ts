"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/client";
import type { CountLineView } from "@/server/inventory/counts/schema";

/** Says what was counted, one article at a time; each tap is sent once under its own key. */
export function useCounting(countId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [last, setLast] = useState<CountLineView | null>(null);
  const counts = { queryKey: trpc.stockOffice.counts.pathKey() };
  const say = useMutation(
    trpc.stockOffice.counts.count.mutationOptions({
      // One count after the other, in the order of the taps.
      scope: { id: `count-${countId}` },
      onSuccess: (line) => {
        setLast(line);
        void queryClient.invalidateQueries(counts);
      },
    }),
  );
  const tell = (variantId: string, pieces: number, add: boolean) =>
    say.mutate({ key: crypto.randomUUID(), countId, variantId, pieces, add });
  return {
    last,
    error: say.error,
    isPending: say.isPending,
    /** All pieces of an article. */
    set: (variantId: string, pieces: number) => tell(variantId, pieces, false),
    /** One more piece, as scanned. */
    addOne: (variantId: string) => tell(variantId, 1, true),
  };
}
