"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { AmountField } from "./amount-field";
import { parseMinor, shopCurrency } from "./cash-rules";

/** Opens a closed register with its counted float. */
export function OpenRegister({ onOpened }: { onOpened: () => void }) {
  const t = useTranslations("register.shift");
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const open = useMutation(useTRPC().register.store.open.mutationOptions({ onSettled: onOpened }));
  const floatMinor = parseMinor(typed, shopCurrency);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (floatMinor !== null && !open.isPending) open.mutate({ key, floatMinor });
  };
  return (
    <form onSubmit={submit} className="grid max-w-xl content-start gap-4">
      <h2 className="font-serif text-3xl">{t("closedTitle")}</h2>
      <p className="text-lg text-pretty text-soft">{t("closedText")}</p>
      <AmountField
        label={t("float")}
        hint={t("floatHint")}
        currency={shopCurrency}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setKey(crypto.randomUUID());
        }}
      />
      {open.error ? (
        <Notice tone="refused">
          {refusalOf(open.error)?.code === "WRONG_STATUS" ? t("already") : errorText(open.error)}
        </Notice>
      ) : null}
      <Button type="submit" size="tablet" variant="success" block disabled={floatMinor === null} busy={open.isPending}>
        {t("open")}
      </Button>
    </form>
  );
}
