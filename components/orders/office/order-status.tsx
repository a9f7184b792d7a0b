"use client";
import { useTranslations } from "next-intl";
import type { OrderStatus } from "@/server/orders/schema";

const tones: Record<OrderStatus, string> = {
  awaiting_payment: "text-ochre",
  received: "text-ochre",
  preparing: "text-ochre",
  partly_ready: "text-ochre",
  ready: "text-ochre",
  on_the_way: "text-indigo",
  complete: "text-sage",
  cancelled: "text-soft",
  returned: "text-soft",
  not_paid: "text-soft",
};

/** The status of an order. */
export function OrderStatusLabel({ status }: { status: OrderStatus }) {
  const t = useTranslations("office-orders.status");
  return <span className={`font-medium ${tones[status]}`}>{t(status)}</span>;
}
