"use client";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useStoreTimes } from "@/components/stores/times";
import type { OrderRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";
import { OrderStatusLabel } from "./order-status";

/** An order in the list: number, fulfilment, date, total and status. */
export function OrderListItem({ order }: { order: OrderRow }) {
  const t = useTranslations("orders");
  const locale = useLocale();
  const { when } = useStoreTimes();
  const zone = order.fulfilments[0]?.store.timeZone ?? "UTC";
  const methods = new Set(order.fulfilments.map((f) => t(`row.${f.kind}`, { store: f.store.name })));
  const quantity = order.lines.reduce((sum, l) => sum + (l.insteadOf ? 0 : l.quantity), 0);
  const detailTexts = [t("row.items", { count: quantity }), ...methods, when(order.createdAt, zone)];
  return (
    <li className="border-b border-hairline">
      <Link
        href={`/orders/${order.id}`}
        className="flex min-h-20 flex-wrap items-center justify-between gap-x-4 gap-y-2 py-4 hover:bg-wash md:px-3"
      >
        <span className="grid min-w-0 gap-0.5">
          <span className="font-serif text-xl tabular">
            {t("number", { number: String(order.number) })}
            <span className="ml-3 font-sans text-base">{formatMoney(order.total, locale)}</span>
          </span>
          <span className="text-sm text-soft">{detailTexts.join(" · ")}</span>
        </span>
        <OrderStatusLabel status={order.status} />
      </Link>
    </li>
  );
}
