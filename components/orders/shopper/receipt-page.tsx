"use client";
import { useLocale, useTranslations } from "next-intl";
import { formatInstant } from "@/components/i18n/dates";
import { Link } from "@/components/i18n/navigation";
import { formatRate, useCountryName } from "@/components/orders/quote/quote-totals";
import { DownloadLink } from "@/components/trpc/download-link";
import { Button, buttonClass } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { getKeptQuantity } from "@/server/orders/rules";
import type { OrderLineRow, OrderRow } from "@/server/orders/schema";
import { formatMoney, type Money, sumMoney } from "@/server/platform/money";
import { LineNotes, useItemName } from "./line-notes";
import { OrderMissing } from "./order-page";
import { useOrders } from "./use-orders";
import { useSharedOrder } from "./use-shared-order";

/** The receipt of one of the shopper's own orders, or of one that a signed link opens, made to be printed. */
export function ReceiptPage({ id }: { id: string }) {
  const { ready, orders } = useOrders();
  const order = orders.find((o) => o.id === id && o.placedAt);
  const shared = useSharedOrder(id, ready && !order);
  return (
    <main id="main" data-paper className="mx-auto w-full max-w-3xl px-5 pt-6 pb-24 md:px-14 print:max-w-none print:p-0">
      {order ? (
        <Receipt order={order} />
      ) : shared.order?.placedAt ? (
        <Receipt order={shared.order} signature={shared.signature} />
      ) : ready && (shared.missing || shared.order) ? (
        <OrderMissing />
      ) : (
        <Skeleton className="mt-4 h-96" />
      )}
    </main>
  );
}

function Receipt({ order, signature = null }: { order: OrderRow; signature?: string | null }) {
  const t = useTranslations("receipt");
  const locale = useLocale();
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-2 print:hidden">
        <Link
          href={`/orders/${order.id}${signature ? `#s=${signature}` : ""}`}
          className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
        >
          ← {t("back")}
        </Link>
        <div className="flex gap-2">
          <Button variant="outline" size="small" onClick={() => window.print()}>
            {t("print")}
          </Button>
          <DownloadLink
            href={`/api/receipt/${order.id}.pdf?l=${locale}`}
            signature={signature}
            className={buttonClass({ size: "small" })}
          >
            {t("download")}
          </DownloadLink>
        </div>
      </div>
      <article className="border border-hairline bg-paper px-5 py-8 md:px-10 print:border-0 print:px-0 print:py-4">
        <ReceiptHeader order={order} />
        <ReceiptItems order={order} />
        <ReceiptTotals order={order} />
        <p className="mt-8 text-sm text-soft">{t("thanks")}</p>
      </article>
    </>
  );
}

function ReceiptHeader({ order }: { order: OrderRow }) {
  const t = useTranslations("receipt");
  const locale = useLocale();
  const country = useCountryName();
  const { address } = order;
  const timeZone = order.fulfilments[0]?.store.timeZone ?? "UTC";
  const date = formatInstant(locale, order.placedAt ?? order.createdAt, {
    timeZone,
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const sellerLines = new Map(order.fulfilments.map(({ store }) => [store.id, `${store.name}, ${store.address}`]));
  const headerLines = [
    [t("to"), [order.contactName, order.email, order.phone].filter(Boolean).join(", ")],
    [
      t("delivery"),
      address
        ? [address.line1, address.line2, `${address.postcode} ${address.city}`.trim(), country(address.country)]
            .filter(Boolean)
            .join(", ")
        : "",
    ],
    [t("seller"), `Selvedge · ${[...sellerLines.values()].join(" · ")}`],
  ].filter(([, text]) => text);
  return (
    <header className="border-t-2 border-thread pt-5">
      <p className="flex items-baseline justify-between gap-4 font-serif text-2xl">
        <span>Selvedge</span>
        <span>{t("title")}</span>
      </p>
      <div className="mt-4 flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 className="font-semibold tabular">{t("order", { number: String(order.number) })}</h1>
        <p className="text-sm text-soft tabular">{t("at", { date })}</p>
      </div>
      <dl className="mt-2 grid gap-0.5 text-sm text-soft">
        {headerLines.map(([name, text]) => (
          <div key={name}>
            <dt className="inline">{name}: </dt>
            <dd className="inline">{text}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function ReceiptItems({ order }: { order: OrderRow }) {
  const t = useTranslations("receipt");
  const head = "pb-1.5 font-normal";
  return (
    <table className="mt-6 w-full text-sm tabular">
      <thead className="border-b border-hairline text-left text-soft">
        <tr>
          <th className={head}>{t("piece")}</th>
          <th className={`${head} text-right whitespace-nowrap`}>{t("quantity")}</th>
          <th className={`${head} hidden text-right sm:table-cell print:table-cell`}>{t("price")}</th>
          <th className={`${head} text-right`}>{t("sum")}</th>
        </tr>
      </thead>
      {order.fulfilments.map((way) => (
        <tbody key={way.id} className="border-b border-hairline">
          <tr>
            <th colSpan={4} scope="rowgroup" className="pt-3 pb-1 text-left font-semibold">
              {way.kind === "deliver"
                ? t("sentFrom", { store: way.store.name })
                : t(way.kind, { store: way.store.name })}
            </th>
          </tr>
          {order.lines
            .filter((l) => l.fulfilmentId === way.id)
            .map((line) => (
              <ReceiptItem key={line.id} line={line} lines={order.lines} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

function ReceiptItem({ line, lines }: { line: OrderLineRow; lines: OrderLineRow[] }) {
  const locale = useLocale();
  const name = useItemName(line);
  const keptQuantity = getKeptQuantity(line);
  const cell = "py-1.5 pl-3 text-right align-top whitespace-nowrap";
  return (
    <tr>
      <td className="py-1.5 align-top">
        {name}
        <LineNotes line={line} lines={lines} />
      </td>
      <td className={cell}>{keptQuantity}</td>
      <td className={`${cell} hidden sm:table-cell print:table-cell`}>{formatMoney(line.price, locale)}</td>
      <td className={cell}>{formatMoney({ ...line.price, minor: line.price.minor * keptQuantity }, locale)}</td>
    </tr>
  );
}

function ReceiptTotals({ order }: { order: OrderRow }) {
  const t = useTranslations("receipt");
  const locale = useLocale();
  const country = useCountryName();
  const money = (amount: Money) => formatMoney(amount, locale);
  const { goods, delivery, total, vat, paid, refunding, refunded, payment } = order;
  const netPaid = sumMoney([paid, refunded], paid.currency);
  const delivered = order.fulfilments.some((f) => f.kind === "deliver");
  const rows: [string, string, boolean?][] = [
    [t("goods"), money(goods)],
    ...(delivered
      ? ([[t("deliveryCost"), delivery.minor === 0 ? t("free") : money(delivery)]] as [string, string][])
      : []),
    [t("total"), money(total), true],
    ...vat.map(({ country: code, rateBp, amount }): [string, string] => [
      t("vat", { rate: formatRate(rateBp, locale), country: country(code) }),
      money(amount),
    ]),
    ...(payment && netPaid.minor > 0
      ? ([[`${t("paid")} ${t(`by.${payment.method}`)}`, money(netPaid)]] as [string, string][])
      : []),
    ...(refunding.minor > 0 ? ([[t("refunding"), money(refunding)]] as [string, string][]) : []),
    ...(refunded.minor > 0 ? ([[t("refunded"), money(refunded)]] as [string, string][]) : []),
  ];
  return (
    <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 tabular">
      {rows.map(([name, value, strong]) => (
        <div
          key={name}
          className={`col-span-2 grid grid-cols-subgrid ${strong ? "py-1 text-lg font-semibold" : "text-sm"}`}
        >
          <dt>{name}</dt>
          <dd className="text-right whitespace-nowrap">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
