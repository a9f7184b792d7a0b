"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useVariantCard } from "@/components/orders/order-item";
import { useStoreTimes } from "@/components/stores/times";
import { inLocale, optionsOf } from "@/components/sync/react/card-title";
import { Button } from "@/components/ui/button";
import { Picture } from "@/components/ui/picture";
import { Segmented } from "@/components/ui/segmented";
import { Sheet } from "@/components/ui/sheet";
import { Stepper } from "@/components/ui/stepper";
import type { FulfilmentKind, FulfilmentMethod } from "@/server/cart/schema";
import type { Quote, QuoteLine } from "@/server/orders/quote/schema";
import { formatMoney } from "@/server/platform/money";
import type { BasketLine as Line } from "./basket";
import { OtherStoreStock } from "./other-store-stock";

/** The status of a line's fulfilment: stock here, pickup store and time, or its problem. */
function FulfilmentNote({
  line,
  quoted,
  quote,
  onElsewhere,
}: {
  line: Line;
  quoted: QuoteLine | undefined;
  quote: Quote | undefined;
  onElsewhere: () => void;
}) {
  const t = useTranslations("register.sell");
  const { when } = useStoreTimes();
  const group = quote?.groups.find((g) => quoted && g.lines.includes(quote.lines.indexOf(quoted)));
  const store = group?.store;
  const change = (
    <button type="button" onClick={onElsewhere} className="min-h-14 px-2 font-medium underline underline-offset-4">
      {t(line.way.kind === "pickup" ? "otherStore" : "whereIsIt")}
    </button>
  );
  if (!quoted) return <p className="min-h-14" />;
  if (quoted.problem)
    return (
      <p className="flex min-h-14 flex-wrap items-center gap-x-3 text-base font-semibold text-thread">
        {t(`problem.${quoted.problem}`, { count: quoted.available })}
        {quoted.problem === "OUT_OF_STOCK" ? change : null}
      </p>
    );
  if (line.way.kind === "pickup" && store)
    return (
      <p className="flex min-h-14 flex-wrap items-center gap-x-3 text-base">
        <span className="text-sage">
          {store.name}
          {group?.promisedAt ? ` · ${t("readyAt", { when: when(group.promisedAt, store.timeZone) })}` : ""}
        </span>
        {change}
      </p>
    );
  return (
    <p className="flex min-h-14 items-center text-base text-soft">
      {t(line.way.kind === "deliver" ? "sentHome" : "here", { count: quoted.available })}
    </p>
  );
}

/** One line of the basket: quantity, fulfilment and source store. */
export function BasketLine({
  line,
  quoted,
  quote,
  onQuantity,
  onWay,
}: {
  line: Line;
  /** The line's quote; undefined until fetched. */
  quoted: QuoteLine | undefined;
  quote: Quote | undefined;
  onQuantity: (quantity: number) => void;
  /** `keepHere`: the quantity that keeps its fulfilment. */
  onWay: (way: FulfilmentMethod, keepHere?: number) => void;
}) {
  const t = useTranslations("register.sell");
  const locale = useLocale();
  const card = useVariantCard(line.variantId);
  const [asking, setAsking] = useState(false);
  const title = card ? inLocale(card.title, locale) : "…";
  const price = quoted?.total ?? (card && { ...card.price, minor: card.price.minor * line.quantity });
  const chooseMethod = (kind: FulfilmentKind) => (kind === "pickup" ? setAsking(true) : onWay({ kind }));
  const keepHere = line.way.kind === "in_store" && quoted?.problem === "OUT_OF_STOCK" ? quoted.available : 0;
  const pick = (way: FulfilmentMethod) => {
    setAsking(false);
    onWay(way, keepHere);
  };
  return (
    <li data-testid="basket-line" className="grid grid-cols-[80px_1fr] gap-x-5 border-b border-hairline py-4">
      <Picture picture={card?.picture ?? null} alt="" sizes="80px" className="aspect-4/5" />
      <div className="grid min-w-0 gap-2">
        <div className="flex items-baseline justify-between gap-4">
          <p className="font-serif text-xl">
            {title} <span className="font-sans text-lg font-semibold">{card ? optionsOf(card, locale) : ""}</span>
          </p>
          <p className="text-lg font-medium whitespace-nowrap tabular">{price ? formatMoney(price, locale) : "—"}</p>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Stepper
            size="tablet"
            value={line.quantity}
            labels={{ group: t("quantity", { title }), decrease: t("less", { title }), increase: t("more", { title }) }}
            onDecrease={() => onQuantity(line.quantity - 1)}
            onIncrease={() => onQuantity(line.quantity + 1)}
          />
          <Segmented
            size="tablet"
            legend={t("fulfilmentOf", { title })}
            value={line.way.kind}
            onChange={chooseMethod}
            options={(["in_store", "pickup", "deliver"] as const).map((value) => ({
              value,
              label: t(`fulfilment.${value}`),
            }))}
          />
        </div>
        <div className="flex items-center justify-between gap-4">
          <FulfilmentNote line={line} quoted={quoted} quote={quote} onElsewhere={() => setAsking(true)} />
          <Button size="tablet" variant="quiet" onClick={() => onQuantity(0)}>
            {t("remove")}
            <span className="sr-only">: {title}</span>
          </Button>
        </div>
      </div>
      <Sheet title={t("elsewhere", { title })} closeLabel={t("close")} open={asking} onOpenChange={setAsking}>
        {asking && card ? <OtherStoreStock card={card} wanted={line.quantity - keepHere} onChoose={pick} /> : null}
      </Sheet>
    </li>
  );
}
