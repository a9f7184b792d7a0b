"use client";
import { useLocale, useTranslations } from "next-intl";
import { formatRate, useCountryName } from "@/components/orders/quote/quote-totals";
import type { OrderRow } from "@/server/orders/schema";
import { type Money as Amount, formatMoney, sumMoney } from "@/server/platform/money";

/** An order's total, VAT by country, payments and refunds. */
export function OrderTotals({ order }: { order: OrderRow }) {
  const t = useTranslations("orders.totals");
  const by = useTranslations("receipt.by");
  const locale = useLocale();
  const country = useCountryName();
  const money = (amount: Amount) => formatMoney(amount, locale);
  const { goods, delivery, total, vat, paid, refunding, refunded, payment } = order;
  const delivered = order.fulfilments.some((f) => f.kind === "deliver");
  const netPaid = sumMoney([paid, refunded], paid.currency);
  return (
    <section aria-label={t("label")} className="rounded border border-hairline bg-paper p-5">
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 tabular">
        <dt className="text-soft">{t("goods")}</dt>
        <dd className="text-right">{money(goods)}</dd>
        {delivered ? (
          <>
            <dt className="text-soft">{t("delivery")}</dt>
            <dd className="text-right">{delivery.minor === 0 ? t("free") : money(delivery)}</dd>
          </>
        ) : null}
        <dt className="pt-1">{t("total")}</dt>
        <dd className="pt-1 text-right font-serif text-2xl leading-none whitespace-nowrap">{money(total)}</dd>
        {vat.map(({ country: code, rateBp, amount }) => (
          <dd key={code} className="col-span-2 text-sm text-soft">
            {t("vat", { sum: money(amount), rate: formatRate(rateBp, locale), country: country(code) })}
          </dd>
        ))}
        {netPaid.minor > 0 && payment ? (
          <>
            <dt className="pt-2">
              {t("paid")} <span className="text-sm text-soft">{by(payment.method)}</span>
            </dt>
            <dd className="pt-2 text-right">{money(netPaid)}</dd>
          </>
        ) : null}
        {refunding.minor > 0 ? (
          <>
            <dt className="text-ochre">{t("refunding", { method: payment?.method ?? "none" })}</dt>
            <dd className="text-right text-ochre">{money(refunding)}</dd>
            <dd className="col-span-2 text-sm text-soft">
              {t("refundingText", { method: payment?.method ?? "none" })}
            </dd>
          </>
        ) : null}
        {refunded.minor > 0 ? (
          <>
            <dt className="text-sage">{t("refunded")}</dt>
            <dd className="text-right text-sage">{money(refunded)}</dd>
          </>
        ) : null}
      </dl>
    </section>
  );
}
