"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { OfficeOrderLine } from "@/server/orders/office/schema";
import { formatMoney, sumMoney } from "@/server/platform/money";
import { type Filter, noFilter, OrderFilters } from "./order-filters";
import { OrderStatusLabel } from "./order-status";

const columns = "md:grid-cols-[6rem_9rem_1fr_12rem_9rem_9rem]";

function OrderListRow({ order }: { order: OfficeOrderLine }) {
  const t = useTranslations("office-orders");
  const locale = useLocale();
  const { at } = useInstants();
  const back = sumMoney([order.refunded, order.refunding], order.total.currency);
  return (
    <li>
      <Link
        href={`/office/orders/${order.orderId}`}
        className={`grid min-h-14 items-center gap-x-6 gap-y-1 border-b border-hairline py-3 hover:bg-wash ${columns}`}
      >
        <span className="font-medium tabular underline underline-offset-4">{order.number}</span>
        <time dateTime={order.createdAt} className="text-soft tabular">
          {at(order.createdAt, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}
        </time>
        <span className="min-w-0">
          {order.buyer || t("unknownShopper")} · {t("items", { count: order.pieces })}
          <span className="block text-sm text-soft">
            {t(`channel.${order.channel}`)} · {order.stores.join(", ")}
          </span>
        </span>
        <OrderStatusLabel status={order.status} />
        <span className="tabular md:text-right">{formatMoney(order.total, locale)}</span>
        <span className={`tabular md:text-right ${order.refunding.minor > 0 ? "text-ochre" : "text-soft"}`}>
          {back.minor > 0 ? formatMoney(back, locale) : ""}
        </span>
      </Link>
    </li>
  );
}

/** All orders, newest first, filtered by number, status, store and day. */
export function OrdersPage() {
  const t = useTranslations("office-orders");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [filter, setFilter] = useState<Filter>(noFilter);
  const query = useDeferredValue(filter);
  const pages = useInfiniteQuery(
    trpc.orders.office.list.infiniteQueryOptions(query, {
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const orders = pages.data?.pages.flatMap((page) => page.orders) ?? [];
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <OrderFilters filter={filter} onChange={setFilter} />
      {pages.isPending ? <Skeleton className="h-96" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && orders.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {orders.length > 0 ? (
        <section aria-label={t("title")} aria-busy={pages.isFetching}>
          <div className={`hidden gap-x-6 border-b border-field py-2 text-sm text-soft md:grid ${columns}`}>
            <span>{t("column.number")}</span>
            <span>{t("column.when")}</span>
            <span>{t("column.who")}</span>
            <span>{t("column.status")}</span>
            <span className="text-right">{t("column.total")}</span>
            <span className="text-right">{t("column.back")}</span>
          </div>
          <ol>
            {orders.map((order) => (
              <OrderListRow key={order.orderId} order={order} />
            ))}
          </ol>
        </section>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </main>
  );
}
