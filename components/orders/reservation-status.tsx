"use client";
import { useTranslations } from "next-intl";
import type { PickupStatus } from "@/server/orders/pickup/schema";

const tones: Record<PickupStatus, string> = {
  requested: "bg-ochre-wash text-ochre",
  reserved: "bg-ochre-wash text-ochre",
  picking: "bg-ochre-wash text-ochre",
  ready: "bg-sage-wash text-sage",
  collected: "bg-wash text-soft",
  declined: "bg-thread-wash text-ink",
  cancelled: "bg-wash text-soft",
  expired: "bg-wash text-soft",
};

/** The status of a pickup as a label: ochre is open, sage is done. */
export function ReservationStatusLabel({ status }: { status: PickupStatus }) {
  const t = useTranslations("reservations.status");
  return (
    <span className={`rounded px-2.5 py-1 text-sm font-medium whitespace-nowrap ${tones[status]}`}>{t(status)}</span>
  );
}
