"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { diffQuotes } from "@/server/orders/quote/rules";
import type { DraftInput, Quote } from "@/server/orders/quote/schema";
import type { PaymentMethod } from "@/server/orders/schema";
import type { BasketLine } from "./basket";

/** A sale that was begun here and is not done with: kept over a lock or a reload. */
export type OngoingSale = {
  orderId: string;
  method: PaymentMethod;
  url: string | null;
  /** Paid in cash: what the buyer handed over, and what is given back of it, in minor units. */
  cash?: { givenMinor: number; changeMinor: number };
};

const pollMs = 20_000;

const toSaleLine = ({ id: _, ...line }: BasketLine) => line;

/** The sale that runs on this tablet, if any; a pick-up that is paid at its hand-over has a place of its own. */
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

/** What the basket costs, asked again now and then: stock and prices move while people think. */
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
 * Begins the sale that the screen shows. The same goods, ways, price and method keep their key, so that a tap heard twice, or
 * again after no answer, is one sale. When the price or stock moved, `changes` says what, against what was agreed to.
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
        // Paid under the same key meanwhile: it is shown as it is.
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
