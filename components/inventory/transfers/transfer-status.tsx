"use client";
import { useTranslations } from "next-intl";
import type { TransferStatus } from "@/server/inventory/transfers/schema";

const tones: Record<TransferStatus, string> = { sent: "text-ochre", received: "text-sage", cancelled: "text-soft" };

/** The status of a transfer. */
export function TransferState({ status }: { status: TransferStatus }) {
  const t = useTranslations("stock.transfer.status");
  return <span className={tones[status]}>{t(status)}</span>;
}
