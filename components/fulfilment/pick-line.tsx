"use client";
import { useLocale, useTranslations } from "next-intl";
import { useVariantCard } from "@/components/orders/order-item";
import { inLocale, optionsOf } from "@/components/sync/react/card-title";
import { Button } from "@/components/ui/button";
import { Picture } from "@/components/ui/picture";
import type { PickupLineRow, PickupLineStatus } from "@/server/orders/pickup/schema";

/** One line to pick: a large picture, and the buttons found and missing. */
export function PickLine({
  line,
  found,
  active,
  onSay,
}: {
  line: PickupLineRow;
  /** Items scanned so far. */
  found: number;
  active: boolean;
  onSay: (status: PickupLineStatus) => void;
}) {
  const t = useTranslations("store.pick");
  const locale = useLocale();
  const card = useVariantCard(line.variantId);
  const title = card ? inLocale(card.title, locale) : "…";
  const isSettled = line.status !== "reserved";
  return (
    <li
      data-testid="pick-line"
      className={`grid grid-cols-[96px_1fr] items-center gap-x-5 gap-y-3 border-b border-hairline px-4 py-4 sm:grid-cols-[96px_1fr_auto] ${line.status === "picked" ? "bg-sage-wash" : line.status === "declined" ? "bg-thread-wash" : ""}`}
    >
      <Picture picture={card?.picture ?? null} alt="" sizes="96px" className="aspect-4/5" />
      <div className="min-w-0">
        <p className="font-serif text-2xl leading-tight">{title}</p>
        <p className="text-xl font-semibold">{card ? optionsOf(card, locale) : ""}</p>
        <p className="text-base text-soft tabular">
          {line.quantity > 1 ? `× ${line.quantity}` : ""}
          {line.quantity > 1 && found > 0 && !isSettled ? ` · ${t("ofMany", { found, count: line.quantity })}` : ""}
        </p>
        {line.status === "picked" ? <p className="font-semibold text-sage">{t("isFound")}</p> : null}
        {line.status === "declined" ? (
          <p className="font-semibold text-thread">
            {t("isMissing")} · {line.nearest ? t("nearest", { store: line.nearest.name }) : t("nowhere")}
          </p>
        ) : null}
      </div>
      {active ? (
        <div className="col-span-2 flex gap-3 sm:col-span-1">
          {isSettled ? (
            <Button size="tablet" variant="outline" onClick={() => onSay("reserved")}>
              {t("undo")}
              <span className="sr-only">: {title}</span>
            </Button>
          ) : (
            <>
              <Button size="tablet" variant="outline" onClick={() => onSay("declined")}>
                {t("missing")}
                <span className="sr-only">: {title}</span>
              </Button>
              <Button size="tablet" variant="primary" onClick={() => onSay("picked")}>
                {t("found")}
                <span className="sr-only">: {title}</span>
              </Button>
            </>
          )}
        </div>
      ) : null}
    </li>
  );
}
