"use client";
import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/field";
import { parseMinor } from "./cash-rules";

/** A field for an amount of money. */
export function AmountField({
  label,
  hint,
  value,
  currency,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  currency: string;
  onChange: (text: string) => void;
}) {
  const t = useTranslations("register.shift");
  return (
    <TextField
      size="tablet"
      label={label}
      hint={hint}
      inputMode="decimal"
      autoComplete="off"
      maxLength={12}
      error={value && parseMinor(value, currency) === null ? t("notASum") : ""}
      value={value}
      onChange={(e) => onChange(e.target.value)}
    />
  );
}
