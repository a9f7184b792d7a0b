"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";

/** The payment settings: whether cards are accepted, and whether in test mode. Undefined until known. */
export function usePaymentSettings(): { cards: boolean; testMode: boolean } | undefined {
  const { data } = useQuery(useTRPC().payments.getSettings.queryOptions(undefined, { staleTime: 300_000 }));
  return data;
}
