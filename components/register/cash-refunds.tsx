"use client";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import type { PendingCashRefund } from "@/server/payments/register/schema";
import { formatMoney } from "@/server/platform/money";

/** Pending cash refunds, each paid out of this register in one tap. */
export function CashRefunds({
  waiting,
  open,
  onPaid,
}: {
  waiting: PendingCashRefund[];
  /** The register is open; a closed one cannot pay out. */
  open: boolean;
  onPaid: () => void;
}) {
  const t = useTranslations("register.shift");
  const locale = useLocale();
  const errorText = useErrorText();
  const toast = useToast();
  const pay = useMutation(useTRPC().register.store.payOut.mutationOptions({ onSettled: onPaid }));
  if (waiting.length === 0) return null;
  return (
    <section aria-label={t("waiting")} className="grid gap-3">
      <h2 className="font-serif text-2xl">{t("waiting")}</h2>
      <p className="text-base text-soft">{t("waitingText")}</p>
      {pay.error ? (
        <Notice tone="refused">
          {refusalOf(pay.error)?.code === "WRONG_STATUS" ? t("notEnough") : errorText(pay.error)}
        </Notice>
      ) : null}
      <ul>
        {waiting.map(({ id: refundId, orderNumber, amount, store }) => {
          const sum = formatMoney(amount, locale);
          return (
            <li
              key={refundId}
              className="flex min-h-16 items-center justify-between gap-4 border-b border-hairline py-2 text-lg"
            >
              <span className="tabular">
                {t("order", { number: String(orderNumber) })}
                {store ? <span className="text-soft"> · {store}</span> : null}
              </span>
              <Button
                size="tablet"
                variant="outline"
                disabled={!open}
                busy={pay.isPending && pay.variables.refundId === refundId}
                onClick={() => pay.mutate({ refundId }, { onSuccess: () => toast({ text: t("paidToast", { sum }) }) })}
              >
                {t("payOut", { sum })}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
