"use client";
import { useLocale } from "next-intl";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { inLocale, optionsOf } from "@/components/sync/react/card-title";
import { useSyncStore } from "@/components/sync/react/provider";
import { Picture } from "@/components/ui/picture";
import type { VariantCard } from "@/server/catalogue/schema";
import { formatMoney, type Money } from "@/server/platform/money";

/** The card of a variant from the local cache; undefined until it is known. */
export function useVariantCard(variantId: string | null): VariantCard | undefined {
  const { cards } = useSyncStore();
  useEffect(() => {
    if (variantId) cards.want("variants", [variantId]);
  }, [cards, variantId]);
  const read = () => (variantId ? cards.get("variants", variantId) : undefined);
  return useSyncExternalStore(cards.subscribe, read, () => undefined);
}

/** One item with its picture, options, quantity and price; `children` are rendered below. */
export function OrderItem({
  variantId,
  quantity,
  price,
  struck = false,
  children,
}: {
  variantId: string;
  quantity: number;
  price?: Money;
  struck?: boolean;
  children?: ReactNode;
}) {
  const locale = useLocale();
  const card = useVariantCard(variantId);
  const each = price ?? card?.price;
  return (
    <div className="grid grid-cols-[64px_1fr] gap-4">
      <Picture picture={card?.picture ?? null} alt="" sizes="64px" className="aspect-4/5" />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
        <div className="flex items-baseline justify-between gap-4">
          <span className={`font-serif text-lg leading-snug ${struck ? "text-soft line-through" : ""}`}>
            {card ? inLocale(card.title, locale) : "…"}
          </span>
          {each ? (
            <span className={`whitespace-nowrap tabular ${struck ? "text-soft line-through" : "font-medium"}`}>
              {formatMoney({ ...each, minor: each.minor * quantity }, locale)}
            </span>
          ) : null}
        </div>
        <span className="text-sm text-soft">
          {card ? optionsOf(card, locale) : ""}
          {quantity > 1 ? ` × ${quantity}` : ""}
        </span>
        {children}
      </div>
    </div>
  );
}
