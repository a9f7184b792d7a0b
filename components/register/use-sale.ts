"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { diffQuotes } from "@/server/orders/quote/rules";
import type { DraftInput, Quote } from "@/server/orders/quote/schema";
import type { PaymentMethod } from "@/server/orders/schema";
import type { BasketLine } from "./basket";

/** An unfinished sale of this tablet, kept across a lock or a reload. */
export type OngoingSale = {
  orderId: string;
  method: PaymentMethod;
  url: string | null;
  /** Paid in cash: amount received and change, in minor units. */
  cash?: { givenMinor: number; changeMinor: number };
};

const pollMs = 20_000;

const toSaleLine = ({ id: _, ...line }: BasketLine) => line;

/** This tablet's running sale, if any; a pickup paid at its hand-over has a key of its own. */
export function useOngoingSale(placeSale = "selvedge-sale") {
  const [running, setRunning] = useState<OngoingSale | null>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    try {
      setRunning(JSON.parse(sessionStorage.getItem(placeSale) ?? "null") as OngoingSale | null);
    } catch {
      setRunning(null);
    }
    setReady(true);
  }, [placeSale]);
  const set = (next: OngoingSale | null) => {
    setRunning(next);
    if (next) sessionStorage.setItem(placeSale, JSON.stringify(next));
    else sessionStorage.removeItem(placeSale);
  };
  return { ready, running, set };
}

/** The quote of the basket, polled: stock and prices change meanwhile. */
export function useSaleQuote(lines: BasketLine[], shopperId: string | null, country: string | undefined) {
  const trpc = useTRPC();
  return useQuery(
    trpc.sales.store.quote.queryOptions(
      { lines: lines.map(toSaleLine), shopperId, ...(country ? { country } : {}) },
      {
        enabled: lines.length > 0,
        staleTime: 0,
        refetchInterval: pollMs,
        placeholderData: keepPreviousData,
        retry: (count, error) => !refusalOf(error) && count < 2,
      },
    ),
  );
}

type SaleInput = {
  lines: BasketLine[];
  shopperId: string | null;
  country: string | undefined;
  quote: Quote | undefined;
  contact: DraftInput | null;
};

/**
 * Starts the sale. The idempotency key stays the same for the same items, fulfilment, price and method, so that a
 * repeated tap or a retry is one sale. `changes` lists differences of price or stock from the agreed quote.
 */
export function usePlaceSale(
  { lines, shopperId, country, quote, contact }: SaleInput,
  onPlaced: (running: OngoingSale) => void,
) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const [agreedQuote, setAgreedQuote] = useState<Quote | null>(null);
  const placeSale = useMutation(
    trpc.sales.store.place.mutationOptions({
      onError: (error, { method }) => {
        const { code, details } = refusalOf(error) ?? {};
        // Paid under the same key meanwhile: the stored sale is shown.
        if (code === "ALREADY_PAID" && details?.orderId)
          onPlaced({ orderId: String(details.orderId), method, url: null });
        if (code === "QUOTE_CHANGED" || code === "OUT_OF_STOCK") setAgreedQuote(quote ?? null);
        void queryClient.invalidateQueries({ queryKey: trpc.sales.store.quote.queryKey() });
      },
    }),
  );
  const pay = (method: PaymentMethod) => {
    if (!quote || placeSale.isPending) return;
    const sale = {
      lines: lines.map(toSaleLine),
      shopperId,
      method,
      quoteHash: quote.hash,
      ...(country ? { country } : {}),
    };
    const of = JSON.stringify(sale);
    const key = keys.current.get(of) ?? crypto.randomUUID();
    keys.current.set(of, key);
    setAgreedQuote(null);
    placeSale.mutate(
      { ...sale, key, contact },
      { onSuccess: ({ orderId, url }) => onPlaced({ orderId, method, url }) },
    );
  };
  return { place: placeSale, pay, changes: agreedQuote && quote ? diffQuotes(agreedQuote, quote) : [] };
}
