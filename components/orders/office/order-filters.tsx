"use client";
import { useTranslations } from "next-intl";
import { StoreSelect } from "@/components/inventory/store-select";
import { SelectField, TextField } from "@/components/ui/field";
import { type OfficeOrdersInput, orderFilters } from "@/server/orders/office/schema";
import { cleanCode } from "@/server/platform/code";

export type Filter = Omit<OfficeOrdersInput, "cursor" | "direction">;
export const noFilter: Filter = { filter: null, storeId: null, day: null, number: null };

/** The digits of a partly typed order number. */
const parseNumber = (typed: string) => Number(cleanCode(typed).replace(/\D/g, "").slice(0, 9)) || null;

/** Narrows the list of orders. */
export function OrderFilters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTranslations("office-orders.filter");
  return (
    <search aria-label={t("label")} className="grid gap-4 sm:grid-cols-4">
      <TextField
        type="search"
        inputMode="numeric"
        label={t("number")}
        maxLength={30}
        value={filter.number ?? ""}
        onChange={(e) => onChange({ ...filter, number: parseNumber(e.target.value) })}
      />
      <SelectField
        label={t("state")}
        value={filter.filter ?? ""}
        onChange={(e) => onChange({ ...filter, filter: orderFilters.find((f) => f === e.target.value) ?? null })}
      >
        <option value="">{t("anyState")}</option>
        {orderFilters.map((known) => (
          <option key={known} value={known}>
            {t(known)}
          </option>
        ))}
      </SelectField>
      <StoreSelect
        label={t("store")}
        none={t("anyStore")}
        value={filter.storeId ?? ""}
        onChange={(storeId) => onChange({ ...filter, storeId: storeId || null })}
      />
      <TextField
        type="date"
        label={t("day")}
        value={filter.day ?? ""}
        onChange={(e) => onChange({ ...filter, day: e.target.value || null })}
      />
    </search>
  );
}
