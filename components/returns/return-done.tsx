"use client";
import { useLocale, useTranslations } from "next-intl";
import { SaleDesk } from "@/components/till/sale-desk";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ReturnedGoods } from "@/server/orders/returns/schema";
import { formatMoney } from "@/server/platform/money";
import type { Exchanged } from "./returns-page";

/** The goods are back: where the money goes and, for an exchange, the sale of the other piece right here. */
export function ReturnDone({
  done,
  exchanged,
  onAgain,
}: {
  done: ReturnedGoods;
  exchanged: Exchanged[];
  onAgain: () => void;
}) {
  const t = useTranslations("till.returns");
  const locale = useLocale();
  const sum = formatMoney(done.refund, locale);
  const sentence = t(`done.${done.to}`, { sum });
  if (exchanged.length > 0) {
    return (
      <div className="grid gap-4">
        <Notice tone="done" className="text-base">
          {t("doneTitle", { number: String(done.number) })} {sentence}
        </Notice>
        <SaleDesk start={exchanged} onLeave={onAgain} />
      </div>
    );
  }
  return (
    <section role="status" className="mx-auto grid max-w-xl gap-5 py-16 text-center">
      <h1 className="font-serif text-4xl text-balance">{t("doneTitle", { number: String(done.number) })}</h1>
      <p className={`text-2xl text-pretty ${done.to === "drawer" ? "font-semibold" : ""}`} data-testid="refund-way">
        {sentence}
      </p>
      <Button size="tablet" onClick={onAgain}>
        {t("again")}
      </Button>
    </section>
  );
}
