"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCart, useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import type { Quote } from "@/server/orders/quote/schema";

export type QuoteState = {
  /** The present quote, or the one before while it is refetched; null when it cannot be known. */
  quote: Quote | null;
  /** The quote may be of an earlier cart, or the network is away. */
  stale: boolean;
  error: unknown;
  refetch: () => Promise<Quote | null>;
};

/**
 * The quote of the shopper's cart with delivery and VAT, refetched after each change of the cart was sent. `country`
 * of the delivery, by default that of the draft or the shop's own.
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
