"use client";
import { useLocale } from "next-intl";
import { inLocale, variantTitle } from "@/components/sync/react/card-title";
import { useCards } from "@/components/sync/react/provider";
import type { QuoteLine } from "@/server/orders/quote/schema";

/** The title of a quote line, its colour in the page's language where the variant's card is cached. */
export function useVariantTitle(): (line: Pick<QuoteLine, "variantId" | "title" | "option">) => string {
  const locale = useLocale();
  const cards = useCards();
  return ({ variantId, title, option }) => {
    const card = cards.get("variants", variantId);
    return card ? variantTitle(card, locale) : [inLocale(title, locale), option].filter(Boolean).join(", ");
  };
}
