import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button";
import type { Facets } from "@/server/catalogue/schema";
import type { ListState } from "./address";

const box = "tabular min-h-11 w-full min-w-0 rounded border border-field bg-paper px-3 placeholder:text-soft";

/** From and to in whole units of the currency; a plain form, so that it works before and without JavaScript. */
export function PriceForm({ price, state }: { price: NonNullable<Facets["price"]>; state: ListState }) {
  const t = useTranslations("catalogue.list");
  const kept: [string, string][] = [
    ["q", state.query],
    ["size", state.sizes.join(",")],
    ["colour", state.colours.join(",")],
    ["store", state.store ?? ""],
    ["sort", state.sort ?? ""],
  ];
  return (
    <form className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
      {kept.map(([name, value]) => (value ? <input key={name} type="hidden" name={name} value={value} /> : null))}
      <label className="grid gap-1 text-[13px] text-soft">
        {t("from")}
        <input
          name="from"
          inputMode="numeric"
          pattern="[0-9]*"
          defaultValue={state.from ?? ""}
          placeholder={String(Math.floor(price.min / 100))}
          className={`${box} text-ink`}
        />
      </label>
      <label className="grid gap-1 text-[13px] text-soft">
        {t("to")}
        <input
          name="to"
          inputMode="numeric"
          pattern="[0-9]*"
          defaultValue={state.to ?? ""}
          placeholder={String(Math.ceil(price.max / 100))}
          className={`${box} text-ink`}
        />
      </label>
      <button type="submit" className={buttonClass({ variant: "outline", size: "small" })}>
        {t("apply")}
      </button>
    </form>
  );
}
