"use client";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { formatInstant } from "@/components/i18n/dates";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { inLocale } from "@/components/sync/react/card-title";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** The customer's earlier orders. Fetched on request only, since the access is logged for the customer. */
export function OrderHistory() {
  const t = useTranslations("assistance.tablet");
  const trpc = useTRPC();
  const locale = useLocale();
  const errorText = useErrorText();
  const { timeZone } = useShift();
  const loadHistory = useMutation(trpc.assistance.store.listPurchases.mutationOptions());
  return (
    <section aria-label={t("history")} className="grid content-start gap-3">
      <h2 className="border-b border-field pb-2 font-serif text-2xl">{t("history")}</h2>
      {loadHistory.data ? null : (
        <div className="grid gap-2">
          <Button
            size="tablet"
            variant="outline"
            className="justify-self-start"
            busy={loadHistory.isPending}
            onClick={() => loadHistory.mutate()}
          >
            {t("showHistory")}
          </Button>
          <p>{t("historyNote")}</p>
        </div>
      )}
      {loadHistory.error ? <Notice tone="error">{errorText(loadHistory.error)}</Notice> : null}
      {loadHistory.data?.length === 0 ? <p className="text-lg">{t("noHistory")}</p> : null}
      <ul>
        {loadHistory.data?.map((piece) => (
          <li
            key={`${piece.variantId}:${piece.at}`}
            className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-hairline py-3"
          >
            <span>
              <span className="font-serif text-lg">{inLocale(piece.title, locale)}</span>
              <span className="block">{piece.options}</span>
            </span>
            <span className="tabular">
              {formatInstant(locale, piece.at, { timeZone, day: "numeric", month: "short", year: "numeric" })} ·{" "}
              {piece.storeName}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
