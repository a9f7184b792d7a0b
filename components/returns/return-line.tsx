"use client";
import { useLocale, useTranslations } from "next-intl";
import { OrderItem, useVariantCard } from "@/components/orders/order-item";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { inLocale } from "@/components/sync/react/card-title";
import { CheckField, SelectField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Stepper } from "@/components/ui/stepper";
import { type ReturnableLine, returnReasons } from "@/server/orders/returns/schema";
import { Exchange } from "./exchange";
import type { LineReturn } from "./exchange-rules";

/** Why a line cannot be returned. */
function ClosedLine({ line }: { line: ReturnableLine }) {
  const t = useTranslations("register.returns.state");
  const { date } = useStoreTimes();
  const { timeZone } = useShift();
  const until = line.until ? date(line.until, timeZone) : "";
  return <p className="text-base text-soft">{t(line.state, { date: until })}</p>;
}

/** One line of the order with the input of its return. */
export function ReturnLine({
  line,
  said,
  onSay,
}: {
  line: ReturnableLine;
  said: LineReturn;
  onSay: (said: LineReturn) => void;
}) {
  const t = useTranslations("register.returns");
  const locale = useLocale();
  const title = inLocale(line.title, locale);
  const card = useVariantCard(line.variantId);
  const { date } = useStoreTimes();
  const { timeZone } = useShift();
  const update = (part: Partial<LineReturn>) => onSay({ ...said, ...part });
  const open = line.state === "returnable";
  // Only a faulty item is replaced by the same variant.
  const same = said.instead && said.instead.variantId === line.variantId;
  return (
    <li data-testid="return-line" className="grid gap-4 border-b border-hairline py-5">
      <div className="grid grid-cols-[1fr_auto] items-start gap-6">
        <OrderItem variantId={line.variantId} quantity={1} price={line.price}>
          {open && line.until ? (
            <p className="text-base text-soft tabular">
              {t("left", { count: line.left })} · {t("until", { date: date(line.until, timeZone) })}
            </p>
          ) : (
            <ClosedLine line={line} />
          )}
        </OrderItem>
        {open ? (
          <Stepper
            size="tablet"
            min={0}
            max={line.left}
            value={said.quantity}
            labels={{ group: t("quantity", { title }), decrease: t("less", { title }), increase: t("more", { title }) }}
            onDecrease={() => update({ quantity: said.quantity - 1 })}
            onIncrease={() => update({ quantity: said.quantity + 1 })}
          />
        ) : null}
      </div>
      {said.quantity > 0 ? (
        <div className="grid items-end gap-4 sm:grid-cols-2">
          <SelectField
            size="tablet"
            label={t("why", { title })}
            value={said.reason}
            onChange={(e) => update({ reason: returnReasons.find((r) => r === e.target.value) ?? "other" })}
          >
            {returnReasons.map((reason) => (
              <option key={reason} value={reason}>
                {t(`reason.${reason}`)}
              </option>
            ))}
          </SelectField>
          <div className="flex">
            <Segmented
              size="tablet"
              legend={t("state.of", { title })}
              value={said.restocked}
              onChange={(restocked) => update({ restocked, instead: same ? "" : said.instead })}
              options={(["shelf", "damaged"] as const).map((value) => ({ value, label: t(`state.${value}`) }))}
            />
          </div>
          {card ? (
            <div className="sm:col-span-2">
              <CheckField
                className="min-h-14 items-center text-lg"
                label={t("instead", { title })}
                checked={said.instead !== null}
                onChange={(e) => update({ instead: e.target.checked ? "" : null })}
              />
              {said.instead !== null ? (
                <Exchange card={card} line={line} said={said} onChoose={(instead) => update({ instead })} />
              ) : null}
            </div>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
