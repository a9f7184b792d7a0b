"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { type CartLineView, useCart } from "@/components/sync/react/hooks";
import { Notice } from "@/components/ui/notice";
import type { Quote, QuoteLine } from "@/server/orders/quote/schema";
import { Groups } from "./fulfilment-groups";
import { CheckoutLine } from "./checkout-line";

/** The line of the bag that a line of the quote was made of, or what it became since while the quote is asked anew. */
function inBag(line: QuoteLine, quote: Quote, bag: CartLineView[]): CartLineView | undefined {
  const known = (key: string) => quote.lines.some((l) => l.lineKey === key);
  return (
    bag.find((l) => l.lineKey === line.lineKey) ?? bag.find((l) => l.variantId === line.variantId && !known(l.lineKey))
  );
}

/** A line that is got another way goes to another group: whoever changed it by keyboard goes with it. */
function useFocusKept(quote: Quote): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    const seen = (event: FocusEvent) => {
      const at = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-variant]") : null;
      last.current = at?.dataset.variant;
    };
    document.addEventListener("focusin", seen);
    return () => document.removeEventListener("focusin", seen);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks after each new quote
  useEffect(() => {
    if (!last.current || document.activeElement !== document.body) return;
    box.current?.querySelector<HTMLElement>(`[data-variant="${last.current}"] select`)?.focus();
  }, [quote.hash]);
  return box;
}

/** The first step: how each line reaches the buyer, changed in place, and what has to be decided before one can go on. */
export function Ways({ quote }: { quote: Quote }) {
  const t = useTranslations("checkout.problem");
  const cart = useCart();
  const box = useFocusKept(quote);
  const problems = quote.lines.filter((l) => l.problem).length;
  return (
    <div ref={box} className="grid gap-4">
      {problems > 0 ? <Notice tone="refused">{t("many", { count: problems })}</Notice> : null}
      <Groups
        quote={quote}
        line={(line) => (
          <CheckoutLine key={line.lineKey ?? line.variantId} line={line} inCart={inBag(line, quote, cart.lines)} />
        )}
      />
    </div>
  );
}
