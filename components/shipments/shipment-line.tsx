"use client";
import { useLocale, useTranslations } from "next-intl";
import { useVariantCard } from "@/components/orders/order-item";
import { inLocale, optionsOf } from "@/components/sync/react/card-title";
import { Button } from "@/components/ui/button";
import { Picture } from "@/components/ui/picture";
import { Stepper } from "@/components/ui/stepper";
import type { ShipmentLine as Line } from "@/server/orders/shipments/schema";

export type LineResult = { found: boolean; missing: number };

/** One line of a shipment: found, or so many items not here; nothing is sent before the shipment is closed. */
export function ShipmentLineRow({
  line,
  said,
  active,
  onSay,
}: {
  line: Line;
  said: LineResult;
  active: boolean;
  onSay: (said: LineResult) => void;
}) {
  const t = useTranslations("register.shipments");
  const locale = useLocale();
  const card = useVariantCard(line.variantId);
  const title = inLocale(line.title, locale);
  const isSettled = said.found || said.missing > 0;
  const tone = said.missing > 0 ? "bg-thread-wash" : said.found ? "bg-sage-wash" : "";
  return (
    <li
      data-testid="shipment-line"
      className={`grid grid-cols-[96px_1fr] items-center gap-x-5 gap-y-3 border-b border-hairline px-4 py-4 sm:grid-cols-[96px_1fr_auto] ${tone}`}
    >
      <Picture picture={card?.picture ?? null} alt="" sizes="96px" className="aspect-4/5" />
      <div className="min-w-0">
        <p className="font-serif text-2xl leading-tight">{title}</p>
        <p className="text-xl font-semibold">{card ? optionsOf(card, locale) : line.option}</p>
        <p className="text-base text-soft tabular">
          {line.quantity !== 1 ? `× ${line.quantity}` : ""}
          {line.cancelled > 0 ? ` ${t("givenUp", { count: line.cancelled })}` : ""}
        </p>
        {said.missing > 0 ? (
          <p className="font-semibold text-thread">{t("missing", { count: said.missing })}</p>
        ) : said.found ? (
          <p className="font-semibold text-sage">{t("found")}</p>
        ) : null}
      </div>
      {active && line.quantity > 0 ? (
        <div className="col-span-2 flex flex-wrap gap-3 sm:col-span-1">
          {said.missing > 0 && line.quantity > 1 ? (
            <Stepper
              size="tablet"
              min={1}
              max={line.quantity}
              value={said.missing}
              labels={{
                group: t("howMany", { title }),
                decrease: t("fewer", { title }),
                increase: t("more", { title }),
              }}
              onDecrease={() => onSay({ found: false, missing: said.missing - 1 })}
              onIncrease={() => onSay({ found: false, missing: said.missing + 1 })}
            />
          ) : null}
          {isSettled ? (
            <Button size="tablet" variant="outline" onClick={() => onSay({ found: false, missing: 0 })}>
              {t("undo")}
              <span className="sr-only">: {title}</span>
            </Button>
          ) : (
            <>
              <Button size="tablet" variant="outline" onClick={() => onSay({ found: false, missing: line.quantity })}>
                {t("notHere")}
                <span className="sr-only">: {title}</span>
              </Button>
              <Button size="tablet" onClick={() => onSay({ found: true, missing: 0 })}>
                {t("isHere")}
                <span className="sr-only">: {title}</span>
              </Button>
            </>
          )}
        </div>
      ) : null}
    </li>
  );
}
