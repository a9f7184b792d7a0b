"use client";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Stepper } from "@/components/ui/stepper";
import { localise } from "@/server/catalogue/rules";
import { allowedReasons } from "@/server/inventory/transfers/rules";
import type { DifferenceReason, TransferLine, TransferView } from "@/server/inventory/transfers/schema";
import type { ReceivedLine, useCountingIn } from "./use-counting-in";

type Size = "shop" | "tablet";
type Setter = (received: number, why?: DifferenceReason) => void;

function CountedLine({
  line,
  name,
  value,
  size,
  onSet,
}: {
  line: TransferLine;
  name: string;
  value: ReceivedLine;
  size: Size;
  onSet: Setter;
}) {
  const t = useTranslations("stock");
  const reasons = allowedReasons(line.sent, value.received);
  const labels = { group: t("quantityOf", { name }), decrease: t("less", { name }), increase: t("moreOf", { name }) };
  return (
    <div className="flex flex-wrap items-end gap-3">
      {value.difference && reasons.length > 1 ? (
        <SelectField
          size={size}
          label={t("transfer.why")}
          aria-label={`${t("transfer.why")}: ${name}`}
          value={value.difference}
          onChange={(e) =>
            onSet(
              value.received,
              reasons.find((r) => r === e.target.value),
            )
          }
        >
          {reasons.map((reason) => (
            <option key={reason} value={reason}>
              {t(`difference.${reason}`)}
            </option>
          ))}
        </SelectField>
      ) : value.difference ? (
        <p className={`min-h-11 content-center text-ochre ${size === "tablet" ? "text-base" : ""}`}>
          {t(`difference.${value.difference}`)}
        </p>
      ) : null}
      <Stepper
        value={value.received}
        min={0}
        max={9_999}
        size={size}
        labels={labels}
        onDecrease={() => onSet(value.received - 1)}
        onIncrease={() => onSet(value.received + 1)}
        onSet={(received) => onSet(received)}
      />
    </div>
  );
}

function LineRow({
  line,
  value,
  size,
  onSet,
}: {
  line: TransferLine;
  value: ReceivedLine | undefined;
  size: Size;
  onSet: Setter;
}) {
  const t = useTranslations("stock.transfer");
  const name = [localise(line.title, useLocale()), ...line.options].join(" · ");
  const small = size === "tablet" ? "tablet" : "small";
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-hairline py-3">
      <span className={`min-w-48 flex-1 break-words ${size === "tablet" ? "text-lg" : ""}`}>
        {name}
        <span className={`block text-soft tabular ${size === "tablet" ? "text-base" : "text-sm"}`}>
          {[line.sku, t("ofSent", { count: String(line.sent) })].filter(Boolean).join(" · ")}
        </span>
      </span>
      {value ? (
        <CountedLine line={line} name={name} value={value} size={size} onSet={onSet} />
      ) : (
        <span className="flex gap-3">
          <Button
            variant="outline"
            size={small}
            aria-label={`${name}: ${t("all", { count: String(line.sent) })}`}
            onClick={() => onSet(line.sent)}
          >
            {t("all", { count: String(line.sent) })}
          </Button>
          <Button variant="quiet" size={small} aria-label={`${name}: ${t("none")}`} onClick={() => onSet(0)}>
            {t("none")}
          </Button>
        </span>
      )}
    </li>
  );
}

/** The articles of a transfer to be counted in, each with its items and the reason where they differ. */
export function CountingIn({
  transfer,
  counting,
  size = "shop",
}: {
  transfer: TransferView;
  counting: ReturnType<typeof useCountingIn>;
  size?: Size;
}) {
  const t = useTranslations("stock");
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className={`text-pretty text-soft ${size === "tablet" ? "text-base" : ""}`}>{t("transfer.countInText")}</p>
        <Button variant="outline" size={size === "tablet" ? "tablet" : "small"} onClick={counting.everything}>
          {t("transfer.everything")}
        </Button>
      </div>
      <ul aria-label={t("lines")}>
        {transfer.lines.map((line) => (
          <LineRow
            key={line.variantId}
            line={line}
            size={size}
            value={counting.counted[line.variantId]}
            onSet={(received, why) => counting.set(line.variantId, received, why)}
          />
        ))}
      </ul>
      <p className={`min-h-6 text-soft ${size === "tablet" ? "text-base" : "text-sm"}`} role="status">
        {counting.left > 0 ? t("transfer.left", { count: counting.left }) : ""}
      </p>
    </div>
  );
}
