"use client";
import { useLocale, useTranslations } from "next-intl";
import { useStoreTimes } from "@/components/stores/times";
import { Button } from "@/components/ui/button";
import type { SaleRow } from "@/server/orders/sale/schema";
import type { FulfilmentRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";
import { Receipt } from "./receipt";
import type { OngoingSale } from "./use-sale";

/** The next step of one fulfilment of the sale. */
function FulfilmentPart({ part, pieces }: { part: FulfilmentRow; pieces: number }) {
  const t = useTranslations("register.done");
  const { when } = useStoreTimes();
  const collected = part.status === "collected";
  const at = part.promisedAt && !collected ? when(part.promisedAt, part.store.timeZone) : "";
  return (
    <li className="border-b border-hairline py-3 text-lg">
      {t(`part.${collected ? "in_store" : part.kind}`, { count: pieces, store: part.store.name })}
      {at ? ` ${t("ready", { at })}` : ""}
    </li>
  );
}

/** A paid sale: what is handed over now and later, and the receipt. */
export function SaleDone({ order, cash, onNext }: { order: SaleRow; cash: OngoingSale["cash"]; onNext: () => void }) {
  const t = useTranslations("register.done");
  const locale = useLocale();
  const money = (minor: number) => formatMoney({ ...order.total, minor }, locale);
  const pieces = (id: string) =>
    order.lines.filter((l) => l.fulfilmentId === id).reduce((sum, l) => sum + l.quantity - l.cancelled, 0);
  return (
    <div className="grid gap-x-12 gap-y-8 landscape:grid-cols-2">
      <section role="status" className="grid content-start gap-4">
        <h1 className="font-serif text-4xl text-sage">{t("title")}</h1>
        {cash && cash.changeMinor > 0 ? (
          <div className="grid gap-1">
            <p className="font-serif text-6xl text-balance tabular" data-testid="change-due">
              {t("giveBack", { sum: money(cash.changeMinor) })}
            </p>
            <p className="text-lg text-soft tabular">{t("given", { sum: money(cash.givenMinor) })}</p>
          </div>
        ) : null}
        <p className="text-2xl tabular">
          {t("order", { number: String(order.number) })} · {formatMoney(order.total, locale)}
        </p>
        <ul className="border-t border-hairline">
          {order.fulfilments.map((part) => (
            <FulfilmentPart key={part.id} part={part} pieces={pieces(part.id)} />
          ))}
        </ul>
        <Button size="tablet" className="justify-self-start" onClick={onNext}>
          {t("next")}
        </Button>
      </section>
      <Receipt order={order} />
    </div>
  );
}
