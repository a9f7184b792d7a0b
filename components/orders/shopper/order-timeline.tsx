"use client";
import { useLocale, useTranslations } from "next-intl";
import { useStoreTimes } from "@/components/stores/times";
import { parseEventKind } from "@/server/orders/rules";
import type { OrderRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";

/** The events of an order, oldest first, in their store's time zone. */
export function OrderTimeline({ order }: { order: OrderRow }) {
  const t = useTranslations("orders.timeline");
  const locale = useLocale();
  const { when } = useStoreTimes();
  const last = order.timeline.length - 1;
  return (
    <section aria-label={t("label")}>
      <h2 className="mb-3 font-semibold">{t("label")}</h2>
      <ol className="grid" aria-live="polite">
        {order.timeline.map((event, i) => {
          const kind = parseEventKind(event.kind);
          const way = order.fulfilments.find((f) => f.id === event.fulfilmentId);
          const zone = (way ?? order.fulfilments[0])?.store.timeZone ?? "UTC";
          return (
            <li
              key={`${event.kind}${event.at}${event.fulfilmentId}`}
              aria-current={i === last ? "step" : undefined}
              className={`relative ml-2 border-l-2 pb-4 pl-5 last:border-transparent last:pb-0 ${i < last ? "border-sage" : ""}`}
            >
              <span
                aria-hidden="true"
                className={`absolute top-1.5 -left-[6px] size-2.5 rounded-full ${i === last ? "bg-sage" : "bg-sage/60"}`}
              />
              <p className={i === last ? "font-medium" : ""}>
                {kind ? t(kind) : event.kind}
                {event.amount ? <span className="ml-2 tabular">{formatMoney(event.amount, locale)}</span> : null}
              </p>
              <p className="text-sm text-soft tabular">
                {when(event.at, zone)}
                {way && order.fulfilments.length > 1 ? ` · ${way.store.name}` : ""}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
