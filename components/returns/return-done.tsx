"use client";
import { useLocale, useTranslations } from "next-intl";
import { SaleForm } from "@/components/register/sale-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ReturnResult } from "@/server/orders/returns/schema";
import { formatMoney } from "@/server/platform/money";
import type { ReturnOutcome } from "./exchange-rules";

/** A completed return or exchange: the refund, and the sale of replacements. */
export function ReturnDone({
  done,
  taken: { swapped, sold },
  onAgain,
}: {
  done: ReturnResult;
  taken: ReturnOutcome;
  onAgain: () => void;
}) {
  const t = useTranslations("register.returns");
  const locale = useLocale();
  const sum = formatMoney(done.refund, locale);
  const sentence = t(swapped > 0 && done.refund.minor === 0 ? "done.even" : `done.${done.to}`, { sum });
  const title = t(swapped > 0 ? "doneExchanged" : "doneTitle", { number: String(done.number) });
  if (sold.length > 0) {
    return (
      <div className="grid gap-4">
        <Notice tone="done" className="text-base">
          {title} {sentence}
        </Notice>
        <SaleForm start={sold} onLeave={onAgain} />
      </div>
    );
  }
  return (
    <section role="status" className="mx-auto grid max-w-xl gap-5 py-16 text-center">
      <h1 className="font-serif text-4xl text-balance">{title}</h1>
      <p className={`text-2xl text-pretty ${done.to === "drawer" ? "font-semibold" : ""}`} data-testid="refund-method">
        {sentence}
      </p>
      <Button size="tablet" onClick={onAgain}>
        {t("again")}
      </Button>
    </section>
  );
}
