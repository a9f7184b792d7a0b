"use client";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { RegisterView } from "@/server/payments/register/schema";
import { formatMoney, type Money } from "@/server/platform/money";
import { AmountField } from "./amount-field";
import { parseMinor } from "./cash-rules";

export type OpenShift = NonNullable<RegisterView["shift"]>;

/** Closes the cash shift: the counted amount, the expected one, and their difference. */
export function CloseRegister({ shift, onClosed }: { shift: OpenShift; onClosed: (difference: Money) => void }) {
  const t = useTranslations("register.shift");
  const locale = useLocale();
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  const [note, setNote] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const { currency, minor: expected } = shift.expected;
  const close = useMutation(
    useTRPC().register.store.close.mutationOptions({
      onSuccess: (_, { countedMinor }) => onClosed({ minor: countedMinor - expected, currency }),
    }),
  );
  const countedMinor = parseMinor(typed, currency);
  const difference = countedMinor === null ? null : countedMinor - expected;
  const sum = formatMoney({ minor: Math.abs(difference ?? 0), currency }, locale);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (countedMinor !== null && !close.isPending) close.mutate({ key, countedMinor, note });
  };
  const changed = () => setKey(crypto.randomUUID());
  return (
    <form onSubmit={submit} className="grid content-start gap-4">
      <h2 className="font-serif text-2xl">{t("close")}</h2>
      <AmountField
        label={t("counted")}
        hint={t("countedHint")}
        currency={currency}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          changed();
        }}
      />
      <p role="status" data-testid="difference" className="min-h-8 text-xl font-semibold tabular">
        {difference === null ? (
          ""
        ) : difference === 0 ? (
          <span className="text-sage">{t("exact")}</span>
        ) : (
          <span className="text-thread">{t(difference > 0 ? "difference" : "short", { sum })}</span>
        )}
      </p>
      {difference ? (
        <TextField
          size="tablet"
          label={t("note")}
          hint={t("noteHint")}
          maxLength={200}
          value={note}
          onChange={(e) => {
            setNote(e.target.value);
            changed();
          }}
        />
      ) : null}
      {close.error ? <Notice tone="refused">{errorText(close.error)}</Notice> : null}
      <Button
        type="submit"
        size="tablet"
        block
        disabled={countedMinor === null || (difference !== 0 && note.trim() === "")}
        busy={close.isPending}
      >
        {t("closeGo")}
      </Button>
    </form>
  );
}
