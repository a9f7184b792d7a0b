"use client";
import { useLocale, useTranslations } from "next-intl";
import type { Quote } from "@/server/orders/quote/schema";
import { formatMoney, type Money } from "@/server/platform/money";

function TotalsRow({ name, amount, soft = false }: { name: string; amount: Money; soft?: boolean }) {
  const locale = useLocale();
  return (
    <div className={`flex justify-between gap-4 ${soft ? "text-base text-soft" : "text-lg"}`}>
      <dt>{name}</dt>
      <dd className="whitespace-nowrap tabular">{formatMoney(amount, locale)}</dd>
    </div>
  );
}

/** The totals: subtotal, delivery, amount due, and the VAT included. */
export function SaleTotals({ quote }: { quote: Quote }) {
  const t = useTranslations("register.sell");
  const locale = useLocale();
  const delivered = quote.groups.some((g) => g.kind === "deliver");
  const free = quote.freeDeliveryFrom;
  return (
    <dl className="grid gap-1">
      <TotalsRow name={t("subtotal")} amount={quote.goods} />
      {delivered ? <TotalsRow name={t("delivery")} amount={quote.delivery} /> : null}
      {delivered && free && quote.delivery.minor > 0 ? (
        <div className="text-base text-soft">{t("freeFrom", { sum: formatMoney(free, locale) })}</div>
      ) : null}
      <div className="mt-2 flex items-baseline justify-between gap-4 border-t border-field pt-3">
        <dt className="text-xl">{t("total")}</dt>
        <dd className="font-serif text-5xl whitespace-nowrap tabular" data-testid="sale-total">
          {formatMoney(quote.total, locale)}
        </dd>
      </div>
      {quote.vat.map((v) => (
        <TotalsRow
          key={`${v.country}${v.rateBp}`}
          soft
          name={t("vat", { country: v.country, rate: v.rateBp / 10_000 })}
          amount={v.amount}
        />
      ))}
    </dl>
  );
}
