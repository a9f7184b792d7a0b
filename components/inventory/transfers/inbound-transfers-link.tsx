"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useInboundTransfers } from "./use-inbound-transfers";

/** A link to this store's inbound transfers; hidden while there are none. */
export function InboundTransfersLink() {
  const t = useTranslations("stock.transfer");
  const count = useInboundTransfers().data?.length ?? 0;
  if (count === 0) return null;
  return (
    <Link
      href="/store/arrivals"
      className="inline-flex min-h-14 items-center font-medium tabular underline underline-offset-8"
    >
      {t("comingLink", { count })}
    </Link>
  );
}
