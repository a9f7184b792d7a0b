"use client";
import { useTranslations } from "next-intl";
import type { FulfilmentShown, OrderStatus } from "@/server/orders/schema";

const waits = "bg-ochre-wash text-ochre";
const done = "bg-sage-wash text-sage";
const quiet = "bg-wash text-soft";
const wrong = "bg-thread-wash text-ink";

const orderTones: Record<OrderStatus, string> = {
  awaiting_payment: wrong,
  received: waits,
  preparing: waits,
  partly_ready: done,
  ready: done,
  on_the_way: done,
  complete: quiet,
  cancelled: quiet,
  returned: quiet,
  not_paid: quiet,
};
const wayTones: Record<FulfilmentShown, string> = {
  waiting: waits,
  received: waits,
  preparing: waits,
  ready: done,
  sent: done,
  delivered: quiet,
  collected: quiet,
  handed_over: quiet,
  cancelled: quiet,
  declined: wrong,
  expired: quiet,
};
const chip = "rounded px-2.5 py-1 text-sm font-medium whitespace-nowrap";

/** The status of an order as a small label: ochre waits, sage is done. */
export function PurchaseStatus({ status }: { status: OrderStatus }) {
  const t = useTranslations("purchases.status");
  return <span className={`${chip} ${orderTones[status]}`}>{t(status)}</span>;
}

/** The status of one way in which a part of an order reaches its buyer. */
export function WayStatus({ status }: { status: FulfilmentShown }) {
  const t = useTranslations("purchases.shown");
  return <span className={`${chip} ${wayTones[status]}`}>{t(status)}</span>;
}
