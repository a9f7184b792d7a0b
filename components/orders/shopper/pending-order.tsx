"use client";
import { useLocale, useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useStoreTimes } from "@/components/stores/times";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { OrderRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";
import { usePendingOrder, usePendingOrderActions } from "./use-pending-order";

type PendingOrderProps = {
  className?: string;
  /** Saves unsaved input of this page before leaving. */
  keep?: () => Promise<void>;
};

/** Offers to pay a pending order, or to change it. */
export function PendingOrderNotice({ className = "", keep }: PendingOrderProps) {
  const order = usePendingOrder();
  return order ? <PendingOrder order={order} className={className} {...(keep ? { keep } : {})} /> : null;
}

function PendingOrder({ order, className, keep }: PendingOrderProps & { order: OrderRow }) {
  const t = useTranslations("checkout.pending");
  const locale = useLocale();
  const errorText = useErrorText();
  const { when } = useStoreTimes();
  const { resume, giveUp, going, ending, error } = usePendingOrderActions(keep);
  const zone = order.fulfilments[0]?.store.timeZone ?? "Asia/Baku";
  return (
    <section
      aria-label={t("title", { number: String(order.number) })}
      className={`grid gap-3 rounded border-l-2 border-ochre bg-ochre-wash px-4 py-4 ${className}`}
    >
      <div>
        <p className="font-semibold">{t("title", { number: String(order.number) })}</p>
        <p className="text-sm">{t("text", { when: when(order.expiresAt, zone) })}</p>
      </div>
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      <div className="flex flex-wrap gap-2">
        <Button size="small" busy={going} disabled={ending} onClick={() => resume(order.id)}>
          {t("pay", { sum: formatMoney(order.total, locale) })}
        </Button>
        <Button size="small" variant="outline" busy={ending} disabled={going} onClick={() => giveUp(order.id)}>
          {t("change")}
        </Button>
      </div>
    </section>
  );
}
