"use client";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useCountryName } from "@/components/orders/quote/quote-totals";
import { PendingOrderNotice } from "@/components/orders/shopper/pending-order";
import { DownloadLink } from "@/components/trpc/download-link";
import { buttonClass } from "@/components/ui/button";
import type { OrderRow } from "@/server/orders/schema";
import { Fulfilment } from "./fulfilment";
import { OrderStatusLabel } from "./order-status";
import { OrderTimeline } from "./order-timeline";
import { OrderTotals } from "./order-totals";

/**
 * One order: fulfilments, events and totals. `readOnly` for guest access and shared links, with the `signature` of
 * the link.
 */
export function OrderDetails({
  order,
  readOnly = false,
  signature = null,
}: {
  order: OrderRow;
  readOnly?: boolean;
  signature?: string | null;
}) {
  const t = useTranslations("orders");
  const placed = order.placedAt !== null;
  return (
    <>
      <header className="mt-2 mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 className="font-serif text-4xl tabular">{t("number", { number: String(order.number) })}</h1>
        <span aria-live="polite">
          <OrderStatusLabel status={order.status} />
        </span>
      </header>
      {order.status === "awaiting_payment" && !readOnly ? <PendingOrderNotice className="mb-8" /> : null}
      <div className="grid gap-x-8 gap-y-8 md:grid-cols-[1fr_280px] lg:grid-cols-[1fr_320px] lg:gap-x-14">
        <div className="grid min-w-0 content-start gap-6">
          {order.fulfilments.map((way) => (
            <Fulfilment key={way.id} order={order} way={way} readOnly={readOnly} />
          ))}
        </div>
        <aside className="grid content-start gap-6">
          <OrderTotals order={order} />
          {placed ? <Receipts id={order.id} signature={signature} /> : null}
          <OrderContact order={order} />
          <OrderTimeline order={order} />
        </aside>
      </div>
    </>
  );
}

function Receipts({ id, signature }: { id: string; signature: string | null }) {
  const t = useTranslations("orders");
  const locale = useLocale();
  return (
    <p className="grid grid-cols-2 gap-2">
      <Link
        href={`/orders/${id}/receipt${signature ? `#s=${signature}` : ""}`}
        className={buttonClass({ variant: "outline", size: "small" })}
      >
        {t("receipt")}
      </Link>
      <DownloadLink
        href={`/api/receipt/${id}.pdf?l=${locale}`}
        signature={signature}
        className={buttonClass({ variant: "outline", size: "small" })}
      >
        {t("pdf")}
      </DownloadLink>
    </p>
  );
}

function OrderContact({ order }: { order: OrderRow }) {
  const t = useTranslations("orders.contact");
  const country = useCountryName();
  const { address } = order;
  const who = [order.contactName, order.email, order.phone].filter(Boolean);
  const where = address
    ? [
        address.line1,
        address.line2,
        [address.postcode, address.city].filter(Boolean).join(" "),
        country(address.country),
      ]
    : [];
  if (who.length === 0) return null;
  return (
    <div className="grid gap-3 text-sm">
      <div>
        <p className="text-soft">{t("who")}</p>
        {who.map((line) => (
          <p key={line} className="break-words">
            {line}
          </p>
        ))}
      </div>
      {address ? (
        <div>
          <p className="text-soft">{t("where")}</p>
          {where.filter(Boolean).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      ) : null}
    </div>
  );
}
