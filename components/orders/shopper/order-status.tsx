"use client";
import { useTranslations } from "next-intl";
import type { FulfilmentDisplayStatus, OrderStatus } from "@/server/orders/schema";

const waitingTone = "bg-ochre-wash text-ochre";
const doneTone = "bg-sage-wash text-sage";
const quietTone = "bg-wash text-soft";
const wrongTone = "bg-thread-wash text-ink";

const orderTones: Record<OrderStatus, string> = {
  awaiting_payment: wrongTone,
  received: waitingTone,
  preparing: waitingTone,
  partly_ready: doneTone,
  ready: doneTone,
  on_the_way: doneTone,
  complete: quietTone,
  cancelled: quietTone,
  returned: quietTone,
  not_paid: quietTone,
};
const fulfilmentTones: Record<FulfilmentDisplayStatus, string> = {
  waiting: waitingTone,
  received: waitingTone,
  preparing: waitingTone,
  ready: doneTone,
  sent: doneTone,
  delivered: quietTone,
  collected: quietTone,
  handed_over: quietTone,
  cancelled: quietTone,
  declined: wrongTone,
  expired: quietTone,
};
const chip = "rounded px-2.5 py-1 text-sm font-medium whitespace-nowrap";

/** The status of an order as a label: ochre is open, sage is done. */
export function OrderStatusLabel({ status }: { status: OrderStatus }) {
  const t = useTranslations("orders.status");
  return <span className={`${chip} ${orderTones[status]}`}>{t(status)}</span>;
}

/** The status of one fulfilment of an order. */
export function FulfilmentStatusLabel({ status }: { status: FulfilmentDisplayStatus }) {
  const t = useTranslations("orders.shown");
  return <span className={`${chip} ${fulfilmentTones[status]}`}>{t(status)}</span>;
}
