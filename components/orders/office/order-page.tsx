"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { inLocale } from "@/components/sync/react/card-title";
import { useTRPC } from "@/components/trpc/client";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { OfficeOrder } from "@/server/orders/office/schema";
import { getExchange, getKeptQuantity, parseEventKind } from "@/server/orders/rules";
import type { FulfilmentRow } from "@/server/orders/schema";
import { formatMoney, type Money } from "@/server/platform/money";
import { OrderContact } from "./order-contact";
import { OrderPayments } from "./order-payments";
import { Section } from "./order-section";
import { OrderStatusLabel } from "./order-status";

/** One fulfilment of the order and its items. */
function OrderFulfilment({ way, order }: { way: FulfilmentRow; order: OfficeOrder }) {
  const t = useTranslations("office-orders");
  const locale = useLocale();
  const formatCount = (l: OfficeOrder["lines"][number]) => {
    const { exchanged, returned, insteadOf } = getExchange(l, order.lines);
    const before = insteadOf?.line;
    return [
      l.cancelled > 0 ? t("cancelled", { count: l.cancelled }) : "",
      returned > 0 ? t("returned", { count: returned }) : "",
      exchanged > 0 ? t("exchanged", { count: exchanged }) : "",
      before ? t("insteadOf", { piece: `${inLocale(before.title, locale)} ${before.option}`.trim() }) : "",
    ];
  };
  return (
    <div className="grid gap-1 border-b border-hairline py-3">
      <p className="flex flex-wrap justify-between gap-4">
        <span className="font-medium">
          {t(`kind.${way.kind}`)} · {way.store.name}
        </span>
        <span>
          {t(`fulfilment.${way.status}`)}
          {way.tracking ? ` · ${way.tracking}` : ""}
        </span>
      </p>
      <ul>
        {order.lines
          .filter((l) => l.fulfilmentId === way.id)
          .map((l) => (
            <li key={l.id} className="flex flex-wrap justify-between gap-x-4">
              <span className="min-w-0">
                {getKeptQuantity(l)} × {inLocale(l.title, locale)} <span className="text-soft">{l.option}</span>
                <span className="text-thread"> {formatCount(l).filter(Boolean).join(", ")}</span>
              </span>
              <span className="tabular">
                {formatMoney({ ...l.price, minor: l.price.minor * getKeptQuantity(l) }, locale)}
              </span>
            </li>
          ))}
      </ul>
    </div>
  );
}

function OrderTimeline({ order }: { order: OfficeOrder }) {
  const t = useTranslations("office-orders");
  const locale = useLocale();
  const { at } = useInstants();
  return (
    <ol>
      {order.timeline.map((e) => (
        <li key={`${e.kind}${e.at}${e.fulfilmentId}`} className="grid grid-cols-[8rem_1fr] gap-4 py-1.5">
          <time dateTime={e.at} className="text-soft tabular">
            {at(e.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}
          </time>
          <span>
            {t(`event.${parseEventKind(e.kind) ?? "other"}`)}
            {e.amount ? ` · ${formatMoney(e.amount, locale)}` : ""}
            {e.staff ? <span className="text-soft"> · {e.staff}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

function OrderSum({ name, amount, strong = false }: { name: string; amount: Money; strong?: boolean }) {
  const locale = useLocale();
  return (
    <div className={`flex justify-between gap-4 ${strong ? "font-semibold" : ""}`}>
      <dt>{name}</dt>
      <dd className="tabular">{formatMoney(amount, locale)}</dd>
    </div>
  );
}

function OrderDetails({ order }: { order: OfficeOrder }) {
  const t = useTranslations("office-orders");
  const { at } = useInstants();
  return (
    <>
      <header className="grid gap-1">
        <h1 className="font-serif text-4xl tabular">{t("order", { number: String(order.number) })}</h1>
        <p className="flex flex-wrap gap-x-4">
          <OrderStatusLabel status={order.status} />
          <span className="text-soft">
            {t(`channel.${order.channel}`)}
            {order.soldBy ? ` · ${order.soldBy}` : ""} ·{" "}
            {at(order.createdAt, {
              day: "numeric",
              month: "long",
              year: "numeric",
              hour: "2-digit",
              minute: "2-digit",
            })}
          </span>
        </p>
      </header>
      <div className="grid gap-x-14 gap-y-10 md:grid-cols-[3fr_2fr]">
        <div className="grid content-start gap-10">
          <Section title={t("lines")}>
            {order.fulfilments.map((way) => (
              <OrderFulfilment key={way.id} way={way} order={order} />
            ))}
            <dl className="grid gap-1 pt-2">
              <OrderSum name={t("subtotal")} amount={order.goods} />
              <OrderSum name={t("delivery")} amount={order.delivery} />
              <OrderSum strong name={t("column.total")} amount={order.total} />
              {order.vat.map((v) => (
                <OrderSum
                  key={`${v.country}${v.rateBp}`}
                  name={t("vat", { country: v.country, rate: v.rateBp / 10_000 })}
                  amount={v.amount}
                />
              ))}
            </dl>
          </Section>
          <OrderPayments order={order} />
        </div>
        <div className="grid content-start gap-10">
          <Section title={t("shopper")}>
            <OrderContact key={order.id} order={order} />
          </Section>
          <Section title={t("timeline")}>
            <OrderTimeline order={order} />
          </Section>
        </div>
      </div>
    </>
  );
}

/** One order in the office: fulfilments, payments, returns and events. */
export function OrderPage({ id }: { id: string }) {
  const t = useTranslations("office-orders");
  const errorText = useErrorText();
  const order = useQuery(
    useTRPC().orders.office.get.queryOptions({ orderId: id }, { staleTime: 0, refetchInterval: 15_000, retry: false }),
  );
  const missing = refusalOf(order.error)?.code === "NOT_FOUND" || refusalOf(order.error)?.code === "BAD_INPUT";
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-8 md:px-14">
      <Link
        href="/office/orders"
        className="inline-flex min-h-11 items-center text-soft underline-offset-4 hover:underline"
      >
        ← {t("title")}
      </Link>
      {order.data ? <OrderDetails order={order.data} /> : null}
      {order.isPending ? <Skeleton className="h-96" /> : null}
      {missing ? <Empty title={t("missingTitle")} text={t("missingText")} /> : null}
      {order.error && !missing ? <Notice tone="error">{errorText(order.error)}</Notice> : null}
    </main>
  );
}
