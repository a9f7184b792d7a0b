"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useCountryName } from "@/components/orders/quote/quote-totals";
import { useStoreTimes } from "@/components/stores/times";
import type { Quote, QuoteGroup, QuoteLine } from "@/server/orders/quote/schema";

/** The lines of a quote grouped by fulfilment; `line` renders one of them. */
export function FulfilmentGroups({ quote, line }: { quote: Quote; line: (line: QuoteLine) => ReactNode }) {
  return (
    <div className="grid gap-6">
      {quote.groups.map((group) => (
        <section key={`${group.kind}:${group.store?.id ?? ""}`} className="rounded border border-hairline bg-paper">
          <FulfilmentGroupHeader group={group} country={quote.country} />
          <ul className="px-4 md:px-5">{group.lines.map((i) => quote.lines[i]).map((l) => l && line(l))}</ul>
        </section>
      ))}
    </div>
  );
}

function FulfilmentGroupHeader({ group, country }: { group: QuoteGroup; country: string }) {
  const t = useTranslations("checkout.group");
  const countryName = useCountryName();
  const { when } = useStoreTimes();
  const { kind, store, promisedAt } = group;
  const isStoreGone = kind === "pickup" && !store;
  return (
    <header className="border-b border-hairline px-4 py-3 md:px-5">
      <h3 className="font-semibold">{isStoreGone ? t("closed") : t(kind, { store: store?.name ?? "" })}</h3>
      {isStoreGone ? null : (
        <p className="text-sm text-soft">
          {store ? store.address : t("deliveryTo", { country: countryName(country) })}
        </p>
      )}
      {store && promisedAt ? (
        <p className="text-sm font-medium text-sage tabular first-letter:uppercase">
          {t("readyPaid", { when: when(promisedAt, store.timeZone) })}
        </p>
      ) : null}
    </header>
  );
}
