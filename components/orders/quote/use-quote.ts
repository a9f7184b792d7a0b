"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCart, useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import type { Quote } from "@/server/orders/quote/schema";

export type QuoteState = {
  /** What the bag costs now, or what it cost before its last change while that is asked; null when it cannot be known. */
  quote: Quote | null;
  /** The quote may be for another bag than the one on the screen, or there is no network to ask for one. */
  stale: boolean;
  error: unknown;
  refetch: () => Promise<Quote | null>;
};

/**
 * What the shopper's bag costs with delivery and VAT, asked again with every change of the bag once it was sent. `country` of
 * the delivery; without it the one of the draft, or the shop's own.
 */
export function useQuote(country?: string): QuoteState {
  const client = useTRPCClient();
  const { owner } = useOwner();
  const { line, kept } = useSyncStatus();
  const cart = useCart();
  const cartKey = cart.lines.map((l) => `${l.lineKey}×${l.quantity}@${l.version}`).join();
  const canQuote = owner !== null && owner.kind !== "linked" && cart.ready && cart.lines.length > 0;
  const sent = line === "whole" && kept === 0;
  const { data, isPlaceholderData, isFetching, error, refetch } = useQuery({
    queryKey: ["checkout.quote", owner?.scope, country ?? "", cartKey],
    queryFn: ({ signal }) => client.checkout.quote.query(country ? { country } : {}, { signal }),
    enabled: canQuote && sent,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    refetchOnWindowFocus: true,
    retry: 1,
  });
  return {
    quote: canQuote ? (data ?? null) : null,
    stale: isPlaceholderData || !sent || (isFetching && !data),
    error,
    refetch: async () => (await refetch()).data ?? null,
  };
}
