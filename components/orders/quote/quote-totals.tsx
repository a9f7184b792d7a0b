"use client";
import { useLocale, useTranslations } from "next-intl";
import type { Quote } from "@/server/orders/quote/schema";
import { formatMoney, type Money } from "@/server/platform/money";

type Locale = "en" | "ru" | "az";

/** A percentage as the language writes it: 1800 hundredths become "18". */
export const formatRate = (rateBp: number, locale: Locale): string =>
  new Intl.NumberFormat(locale === "en" ? "en-GB" : "de-DE").format(rateBp / 100);

/** A country's name in the page's language, or its code. */
export function useCountryName(): (code: string) => string {
  const t = useTranslations("receipt.country");
  return (code) => (code === "AZ" || code === "GE" || code === "DE" || code === "GB" ? t(code) : code);
}

/**
 * Subtotal, delivery, total and the VAT included. `dim` while it is refetched; `brief` shows the total alone on
 * phones, where the keyboard needs the space. `goods` is the subtotal as this device knows it already.
 */
export function QuoteTotals({
  quote,
  dim = false,
  brief = false,
  goods = null,
}: {
  quote: Quote;
  dim?: boolean;
  brief?: boolean;
  goods?: Money | null;
}) {
  const t = useTranslations("checkout.cost");
  const locale = useLocale();
  const country = useCountryName();
  const money = (amount: Money) => formatMoney(amount, locale);
  const delivered = quote.lines.some((l) => l.way.kind === "deliver");
  const { freeDeliveryFrom: free, delivery } = quote;
  const part = brief ? "max-md:hidden" : "";
  return (
    <dl className={`grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 tabular ${dim ? "opacity-60" : ""}`} aria-busy={dim}>
      <dt className={`text-soft ${part}`}>{t("items")}</dt>
      <dd className={`text-right ${part}`} data-testid="cart-total">
        {money(goods ?? quote.goods)}
      </dd>
      {delivered ? (
        <>
          <dt className={`text-soft ${part}`}>
            {t("delivery")}
            {delivery.minor > 0 && free ? (
              <span className="ml-1.5 text-sm">({t("freeFrom", { sum: money(free) })})</span>
            ) : null}
          </dt>
          <dd className={`text-right ${part}`}>{delivery.minor === 0 ? t("free") : money(delivery)}</dd>
        </>
      ) : null}
      <dt className="pt-1">{t("total")}</dt>
      <dd className="pt-1 text-right font-serif text-2xl leading-none whitespace-nowrap">
        <output data-testid="order-total">{money(quote.total)}</output>
      </dd>
      {(quote.payable ? quote.vat : []).map(({ country: code, rateBp, amount }) => (
        <dd key={code} className={`col-span-2 text-sm text-soft ${part}`}>
          {t("vat", { sum: money(amount), rate: formatRate(rateBp, locale), country: country(code) })}
        </dd>
      ))}
    </dl>
  );
}
