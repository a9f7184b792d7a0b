"use client";
import { useLocale, useTranslations } from "next-intl";
import { useVariantCard } from "@/components/orders/order-item";
import { inLocale } from "@/components/sync/react/card-title";
import { formatMoney } from "@/server/platform/money";
import { SecondApproval } from "./second-approval";

/** A valuable line was not found: a manager approves the write-off. */
export function WriteOffApproval({
  line,
  amountMinor,
  onApproved,
  onClose,
}: {
  line: { id: string; variantId: string };
  amountMinor: number;
  onApproved: (approvalId: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("store.approval");
  const locale = useLocale();
  const card = useVariantCard(line.variantId);
  const what = card ? inLocale(card.title, locale) : "…";
  const amount = formatMoney({ minor: amountMinor, currency: card?.price.currency ?? "AZN" }, locale);
  return (
    <SecondApproval
      act={{ action: "stock.write_off", subjectId: line.id, amountMinor }}
      sentence={t("writeOff", { what, amount })}
      closeLabel={t("close")}
      nobody={t("nobody")}
      onApproved={onApproved}
      onClose={onClose}
    />
  );
}
