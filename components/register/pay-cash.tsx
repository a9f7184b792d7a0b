"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { SaleRow } from "@/server/orders/sale/schema";
import type { OrderRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";
import { parseMinor, suggestCash } from "./cash-rules";
import type { OngoingSale } from "./use-sale";

/** A cash payment: amount received, change, and confirmation. */
export function PayCash({
  order,
  onGiven,
  onPaid,
}: {
  order: OrderRow;
  /** The amount received is reported before it is sent: the form may be unmounted when the response arrives. */
  onGiven: (cash: NonNullable<OngoingSale["cash"]>) => void;
  onPaid: (row: SaleRow) => void;
}) {
  const t = useTranslations("register.pay");
  const locale = useLocale();
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  const cash = useMutation(useTRPC().sales.store.acceptCash.mutationOptions());
  const { currency, minor: due } = order.total;
  const money = (minor: number) => formatMoney({ minor, currency }, locale);
  const given = parseMinor(typed, currency);
  const enough = given !== null && given >= due;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!enough || cash.isPending) return;
    onGiven({ givenMinor: given, changeMinor: given - due });
    cash.mutate({ orderId: order.id }, { onSuccess: onPaid });
  };
  const closed = refusalOf(cash.error)?.code === "TILL_CLOSED";
  return (
    <form onSubmit={submit} className="grid content-start gap-4">
      <fieldset className="flex flex-wrap gap-3">
        <legend className="mb-2 text-base font-medium">{t("given")}</legend>
        {suggestCash(due).map((minor) => (
          <Button
            key={minor}
            size="tablet"
            variant={given === minor ? "primary" : "outline"}
            className="tabular"
            onClick={() => setTyped((minor / 100).toFixed(2))}
          >
            {money(minor)}
          </Button>
        ))}
      </fieldset>
      <TextField
        size="tablet"
        label={t("givenOther")}
        inputMode="decimal"
        autoComplete="off"
        maxLength={12}
        error={typed && given === null ? t("notASum") : given !== null && !enough ? t("tooLittle") : ""}
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
      />
      <p className="min-h-12 font-serif text-4xl tabular" role="status" data-testid="change">
        {enough ? t("change", { sum: money(given - due) }) : ""}
      </p>
      {cash.error ? (
        <Notice
          tone="refused"
          action={
            closed ? (
              <Link href="/store/register" className={buttonClass({ size: "tablet", variant: "outline" })}>
                {t("openRegister")}
              </Link>
            ) : undefined
          }
        >
          {errorText(cash.error)}
        </Notice>
      ) : null}
      <Button type="submit" size="tablet" variant="success" block disabled={!enough} busy={cash.isPending}>
        {t("taken")}
      </Button>
    </form>
  );
}
