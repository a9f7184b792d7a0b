"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { AmountField } from "./amount-field";
import { parseMinor } from "./cash-rules";

/** A cash movement: paid into the register, or taken out to the safe. */
export function CashMovementForm({ currency, onMoved }: { currency: string; onMoved: () => void }) {
  const t = useTranslations("register.shift");
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [note, setNote] = useState("");
  const onChange = (amount: string, why: string) => {
    setTyped(amount);
    setNote(why);
    setKey(crypto.randomUUID());
  };
  const move = useMutation(
    useTRPC().register.store.moveCash.mutationOptions({
      onSuccess: () => onChange("", ""),
      onSettled: onMoved,
    }),
  );
  const amountMinor = parseMinor(typed, currency);
  const submit = (direction: "in" | "out") => {
    if (amountMinor && !move.isPending) move.mutate({ key, direction, amountMinor, note });
  };
  return (
    <fieldset className="grid gap-3 border-t border-hairline pt-4">
      <legend className="sr-only">{t("move")}</legend>
      <AmountField label={t("move")} currency={currency} value={typed} onChange={(text) => onChange(text, note)} />
      <TextField
        size="tablet"
        label={t("why")}
        maxLength={200}
        value={note}
        onChange={(e) => onChange(typed, e.target.value)}
      />
      {move.error ? (
        <Notice tone="refused">
          {refusalOf(move.error)?.code === "WRONG_STATUS" ? t("notEnough") : errorText(move.error)}
        </Notice>
      ) : null}
      <div className="grid grid-cols-2 gap-3">
        {(["in", "out"] as const).map((direction) => (
          <Button
            key={direction}
            size="tablet"
            variant="outline"
            disabled={!amountMinor || note.trim() === ""}
            busy={move.isPending && move.variables.direction === direction}
            onClick={() => submit(direction)}
          >
            {t(`paid_${direction}`)}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
