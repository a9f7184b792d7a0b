"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { quoteChanges } from "@/server/orders/quote/rules";
import type { DraftInput, Quote } from "@/server/orders/quote/schema";
import type { PaymentMethod } from "@/server/orders/schema";
import type { BasketLine } from "./basket";

/** A sale that was begun here and is not done with: kept over a lock or a reload. */
export type Running = {
  orderId: string;
  method: PaymentMethod;
  url: string | null;
  /** Paid in cash: what the buyer handed over, and what is given back of it, in minor units. */
  cash?: { givenMinor: number; changeMinor: number };
};

const askEveryMs = 20_000;

const bare = ({ id: _, ...line }: BasketLine) => line;

/** The sale that runs on this tablet, if any; a pick-up that is paid at its hand-over has a place of its own. */
export function useRunning(place = "selvedge-sale") {
  const [running, setRunning] = useState<Running | null>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    try {
      setRunning(JSON.parse(sessionStorage.getItem(place) ?? "null") as Running | null);
    } catch {
      setRunning(null);
    }
    setReady(true);
  }, [place]);
  const set = (next: Running | null) => {
    setRunning(next);
    if (next) sessionStorage.setItem(place, JSON.stringify(next));
    else sessionStorage.removeItem(place);
  };
  return { ready, running, set };
}

/** What the basket costs, asked again now and then: stock and prices move while people think. */
export function useSaleQuote(lines: BasketLine[], shopperId: string | null, country: string | undefined) {
  const trpc = useTRPC();
  return useQuery(
    trpc.sale.quote.queryOptions(
      { lines: lines.map(bare), shopperId, ...(country ? { country } : {}) },
      {
        enabled: lines.length > 0,
        staleTime: 0,
        refetchInterval: askEveryMs,
        placeholderData: keepPreviousData,
        retry: (count, error) => !refusalOf(error) && count < 2,
      },
    ),
  );
}

type Asked = {
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
export function usePlace({ lines, shopperId, country, quote, contact }: Asked, onPlaced: (running: Running) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const [agreed, setAgreed] = useState<Quote | null>(null);
  const place = useMutation(
    trpc.sale.place.mutationOptions({
      onError: (error, { method }) => {
        const { code, details } = refusalOf(error) ?? {};
        // Paid under the same key meanwhile: it is shown as it is.
        if (code === "ALREADY_PAID" && details?.orderId)
          onPlaced({ orderId: String(details.orderId), method, url: null });
        if (code === "QUOTE_CHANGED" || code === "OUT_OF_STOCK") setAgreed(quote ?? null);
        void queryClient.invalidateQueries({ queryKey: trpc.sale.quote.queryKey() });
      },
    }),
  );
  const pay = (method: PaymentMethod) => {
    if (!quote || place.isPending) return;
    const sale = { lines: lines.map(bare), shopperId, method, quoteHash: quote.hash, ...(country ? { country } : {}) };
    const of = JSON.stringify(sale);
    const key = keys.current.get(of) ?? crypto.randomUUID();
    keys.current.set(of, key);
    setAgreed(null);
    place.mutate({ ...sale, key, contact }, { onSuccess: ({ orderId, url }) => onPlaced({ orderId, method, url }) });
  };
  return { place, pay, changes: agreed && quote ? quoteChanges(agreed, quote) : [] };
}
