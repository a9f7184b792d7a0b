"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** How one can pay here: whether cards are taken, and whether only in test. Undefined until it is known. */
export function usePaymentSettings(): { cards: boolean; testMode: boolean } | undefined {
  const { data } = useQuery(useTRPC().payments.getSettings.queryOptions(undefined, { staleTime: 300_000 }));
  return data;
}
