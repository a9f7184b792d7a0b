"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { type CartLineView, useCart } from "@/components/sync/react/hooks";
import { Notice } from "@/components/ui/notice";
import type { Quote, QuoteLine } from "@/server/orders/quote/schema";
import { CheckoutLine } from "./checkout-line";
import { FulfilmentGroups } from "./fulfilment-groups";

/** The cart line of a quote line, or the line that replaced it while the quote is refetched. */
function findCartLine(line: QuoteLine, quote: Quote, cartLines: CartLineView[]): CartLineView | undefined {
  const isQuoted = (key: string) => quote.lines.some((l) => l.lineKey === key);
  return (
    cartLines.find((l) => l.lineKey === line.lineKey) ??
    cartLines.find((l) => l.variantId === line.variantId && !isQuoted(l.lineKey))
  );
}

/** A line whose fulfilment changes moves to another group: the keyboard focus follows it. */
function useKeepFocus(quote: Quote): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    const onFocus = (event: FocusEvent) => {
      const at = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-variant]") : null;
      last.current = at?.dataset.variant;
    };
    document.addEventListener("focusin", onFocus);
    return () => document.removeEventListener("focusin", onFocus);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks after each new quote
  useEffect(() => {
    if (!last.current || document.activeElement !== document.body) return;
    box.current?.querySelector<HTMLElement>(`[data-variant="${last.current}"] select`)?.focus();
  }, [quote.hash]);
  return box;
}

/** The first step: the fulfilment of each line, changed in place, and the problems to solve first. */
export function FulfilmentStep({ quote }: { quote: Quote }) {
  const t = useTranslations("checkout.problem");
  const cart = useCart();
  const box = useKeepFocus(quote);
  const problems = quote.lines.filter((l) => l.problem).length;
  return (
    <div ref={box} className="grid gap-4">
      {problems > 0 ? <Notice tone="refused">{t("many", { count: problems })}</Notice> : null}
      <FulfilmentGroups
        quote={quote}
        line={(line) => (
          <CheckoutLine
            key={line.lineKey ?? line.variantId}
            line={line}
            inCart={findCartLine(line, quote, cart.lines)}
          />
        )}
      />
    </div>
  );
}
