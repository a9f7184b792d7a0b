"use client";
import { useTranslations } from "next-intl";
import type { FittingStatus } from "@/server/fittings/rules";

const looks: Record<FittingStatus, string> = {
  offered: "bg-thread-wash text-thread",
  booked: "bg-wash text-ink",
  checked_in: "bg-sage-wash text-sage",
  done: "bg-wash text-soft",
  cancelled: "bg-wash text-soft",
  no_show: "bg-ochre-wash text-ochre",
};

/** The status of an appointment. */
export function StatusChip({ status }: { status: FittingStatus }) {
  const t = useTranslations("fittings.status");
  return <span className={`rounded px-2.5 py-1 text-sm font-medium ${looks[status]}`}>{t(status)}</span>;
}
