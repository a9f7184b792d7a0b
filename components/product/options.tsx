"use client";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { getCut, getSizeEquivalents, localise } from "@/server/catalogue/rules";
import type { ProductView } from "@/server/catalogue/schema";
import { type Axis, type ChosenValues, isAvailable } from "./choice";

type Props = {
  product: ProductView;
  axis: Axis;
  chosen: ChosenValues;
  onChoose: (index: number, value: string) => void;
};
const ring = "has-focus-visible:outline-2 has-focus-visible:outline-ink has-focus-visible:outline-offset-4";

function Legend({ name, value, aside }: { name: string; value: ReactNode; aside?: ReactNode }) {
  return (
    <div className="flex min-h-11 items-center justify-between gap-4 text-sm">
      <span>
        {name} <b className="font-semibold">{value}</b>
      </span>
      {aside}
    </div>
  );
}

/** Colours as swatches. */
export function ColourOptions({ axis, chosen, onChoose }: Props) {
  const t = useTranslations("catalogue.product");
  const locale = useLocale();
  const current = axis.values.find((v) => v.value === chosen[axis.index]);
  return (
    <fieldset>
      <legend className="sr-only">{t("colour")}</legend>
      <Legend
        name={t("colour")}
        value={current?.colour ? localise(current.colour.name, locale) : (current?.value ?? "")}
      />
      <div className="-ml-1.5 flex flex-wrap">
        {axis.values.map(({ value, colour }) => (
          <label key={value} className={`grid size-11 cursor-pointer place-items-center rounded-full ${ring}`}>
            <input
              type="radio"
              name={`axis-${axis.index}`}
              value={value}
              checked={chosen[axis.index] === value}
              onChange={() => onChoose(axis.index, value)}
              aria-label={colour ? localise(colour.name, locale) : value}
              className="peer sr-only"
            />
            <span
              style={{ backgroundColor: colour?.hex ?? undefined }}
              className="size-[30px] rounded-full ring-1 ring-field/50 peer-checked:ring-[1.5px] peer-checked:ring-ink peer-checked:ring-offset-[3px] peer-checked:ring-offset-ecru"
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Sizes and any other choice, as boxes; what no store has is struck through but can still be looked at. */
export function BoxOptions({ product, axis, chosen, onChoose, aside }: Props & { aside?: ReactNode }) {
  const t = useTranslations("catalogue.product");
  const value = chosen[axis.index] ?? null;
  const cut = getCut(product.path);
  const numbers = axis.role === "size" && value && cut ? getSizeEquivalents(value, cut) : null;
  const name = axis.role === "size" ? t("size") : axis.name;
  return (
    <fieldset id={axis.role === "size" ? "sizes" : undefined}>
      <legend className="sr-only">{name}</legend>
      <Legend
        name={name}
        value={
          <>
            {value}
            {numbers ? <span className="font-normal text-soft"> · {t("equivalents", numbers)}</span> : null}
          </>
        }
        aside={aside}
      />
      <div className="flex flex-wrap gap-2">
        {axis.values.map((option) => {
          const had = isAvailable(product, chosen, axis.index, option.value);
          return (
            <label
              key={option.value}
              className={`relative grid h-12 min-w-14 cursor-pointer place-items-center rounded border px-3 font-medium tabular has-checked:border-2 has-checked:border-ink ${ring} ${had ? "border-field bg-paper hover:border-ink" : "border-hairline text-soft line-through"}`}
            >
              <input
                type="radio"
                name={`axis-${axis.index}`}
                value={option.value}
                checked={value === option.value}
                onChange={() => onChoose(axis.index, option.value)}
                aria-label={had ? option.value : `${option.value}, ${t("soldOut")}`}
                className="sr-only"
              />
              {option.value}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
