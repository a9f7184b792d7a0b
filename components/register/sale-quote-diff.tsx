"use client";
import { useLocale, useTranslations } from "next-intl";
import { useVariantCard } from "@/components/orders/order-item";
import { inLocale } from "@/components/sync/react/card-title";
import { Notice } from "@/components/ui/notice";
import type { QuoteChange } from "@/server/orders/quote/rules";
import { formatMoney } from "@/server/platform/money";

function QuoteChangeRow({ change, currency }: { change: QuoteChange; currency: string }) {
  const t = useTranslations("register.sell.change");
  const locale = useLocale();
  const card = useVariantCard("variantId" in change ? change.variantId : null);
  const title = card ? inLocale(card.title, locale) : "…";
  const formatSum = (minor: number) => formatMoney({ minor, currency }, locale);
  switch (change.kind) {
    case "price":
    case "delivery":
    case "total":
      return t(change.kind, { title, from: formatSum(change.fromMinor), to: formatSum(change.toMinor) });
    case "quantity":
      return t("quantity", { title, from: change.from, to: change.to });
    case "stock":
      return t("stock", { title, count: change.available });
    default:
      return t(change.kind, { title });
  }
}

/** The differences since the customer agreed; another tap agrees to the present quote. */
export function SaleQuoteDiff({ changes, currency }: { changes: QuoteChange[]; currency: string }) {
  const t = useTranslations("register.sell.change");
  if (changes.length === 0) return null;
  return (
    <Notice tone="refused" className="text-base">
      <p className="font-semibold">{t("heading")}</p>
      <ul className="list-disc pl-5">
        {changes.map((change) => (
          <li key={JSON.stringify(change)}>
            <QuoteChangeRow change={change} currency={currency} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}
