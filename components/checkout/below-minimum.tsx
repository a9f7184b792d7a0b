"use client";
import { useLocale, useTranslations } from "next-intl";
import { ReserveCart } from "@/components/reservations/reserve-cart";
import { useCart } from "@/components/sync/react/hooks";
import { Notice } from "@/components/ui/notice";
import type { Quote } from "@/server/orders/quote/schema";
import { formatMoney } from "@/server/platform/money";

/** Shown where the total is below the minimum of card payments; offers to reserve in a store instead. */
export function BelowMinimum({ quote }: { quote: Quote }) {
  const t = useTranslations("checkout.review");
  const locale = useLocale();
  const cart = useCart();
  return (
    <div className="grid gap-3">
      <Notice tone="refused">{t("least", { sum: formatMoney(quote.cardFrom, locale) })}</Notice>
      <ReserveCart cart={cart} />
    </div>
  );
}
