"use client";
import { useLocale, useTranslations } from "next-intl";
import { useVariantCard } from "@/components/orders/order-item";
import { inLocale } from "@/components/sync/react/card-title";
import { localiseStoredOption } from "@/server/catalogue/rules";
import { getExchange } from "@/server/orders/rules";
import type { OrderLineRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";

/** The title of an order line in the page's language. */
export function useItemName(line: OrderLineRow | undefined): string {
  const locale = useLocale();
  const card = useVariantCard(line?.variantId ?? null);
  if (!line) return "";
  return [inLocale(line.title, locale), localiseStoredOption(line.option, card?.colour, locale)]
    .filter(Boolean)
    .join(", ");
}

/** Notes of an order line: cancelled, returned, exchanged and for what. */
export function LineNotes({
  line,
  lines,
  className = "block text-soft",
}: {
  line: OrderLineRow;
  lines: OrderLineRow[];
  className?: string;
}) {
  const t = useTranslations("receipt");
  const locale = useLocale();
  const { exchanged, returned, insteadOf } = getExchange(line, lines);
  const piece = useItemName(insteadOf?.line);
  const sum = insteadOf && insteadOf.difference.minor > 0 ? formatMoney(insteadOf.difference, locale) : "none";
  const notes = [
    line.cancelled > 0 && t("cancelled", { count: line.cancelled }),
    returned > 0 && t("returned", { count: returned }),
    exchanged > 0 && t("exchanged", { count: exchanged }),
    insteadOf && t("insteadOf", { piece, sum }),
  ];
  return notes.map((note) =>
    note ? (
      <span key={note} className={className}>
        {note}
      </span>
    ) : null,
  );
}
