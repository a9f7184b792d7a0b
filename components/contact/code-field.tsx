"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TextField } from "@/components/ui/field";

/** The field of a one-time code; phones autofill it from the message. */
export function CodeField({
  label,
  value,
  onChange,
  error,
  autoFocus = false,
  name = "code",
}: {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
  autoFocus?: boolean;
  name?: string;
}) {
  const t = useTranslations("account.signIn");
  return (
    <TextField
      label={label ?? t("code")}
      name={name}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={40}
      autoFocus={autoFocus}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      className="text-2xl tracking-[0.3em] tabular"
    />
  );
}
