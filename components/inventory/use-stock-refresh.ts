"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** Reads all that the office sees of stock again: what is booked in one place changes the ledger, counts and transfers. */
export function useStockRefresh(): () => Promise<unknown> {
  const { stock, counts, transfers } = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([stock, counts, transfers].map((noun) => queryClient.invalidateQueries({ queryKey: noun.pathKey() })));
}
