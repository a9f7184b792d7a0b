"use client";
import { useLocale, useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { inLocale } from "@/components/sync/react/card-title";
import type { OfficeOrder } from "@/server/orders/office/schema";
import { returnReasons } from "@/server/orders/returns/schema";
import { formatMoney } from "@/server/platform/money";
import { Section } from "./order-section";

const states = ["open", "captured", "failed", "expired", "late", "refused", "pending", "sent", "succeeded"] as const;
const reasons = ["returned", "cancelled", "not_found", "expired", "late", "refused"] as const;
const toKnown = <T extends string>(list: readonly T[], text: string): T | "other" =>
  list.find((x) => x === text) ?? "other";

/** Payments, refunds with their reason, and returned items. */
export function OrderPayments({ order }: { order: OfficeOrder }) {
  const t = useTranslations("office-orders");
  const locale = useLocale();
  const { at } = useInstants();
  const formatWhen = (iso: string) => at(iso, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const row = "grid gap-x-6 gap-y-0.5 border-b border-hairline py-3 sm:grid-cols-[8rem_1fr_8rem]";
  return (
    <>
      <Section title={t("payments")}>
        {order.payments.length === 0 ? <p className="py-2 text-soft">{t("noPayments")}</p> : null}
        <ul>
          {order.payments.map((p) => (
            <li key={p.id} className={row}>
              <time className="text-soft tabular">{formatWhen(p.at)}</time>
              <span className="min-w-0 break-words">
                {t(`method.${p.method}`)} · {t(`money.${toKnown(states, p.status)}`)}
                {p.failure ? ` (${p.failure})` : ""}
                {p.reference ? <span className="block text-sm break-all text-soft">{p.reference}</span> : null}
              </span>
              <span className="tabular sm:text-right">{formatMoney(p.amount, locale)}</span>
            </li>
          ))}
        </ul>
      </Section>
      {order.refunds.length > 0 ? (
        <Section title={t("refunds")}>
          <ul>
            {order.refunds.map((r) => (
              <li key={r.id} className={row}>
                <time className="text-soft tabular">{formatWhen(r.endedAt ?? r.at)}</time>
                <span>
                  {t(`refundReason.${toKnown(reasons, r.reason)}`)} ·{" "}
                  <span
                    className={r.status === "failed" ? "text-thread" : r.status === "succeeded" ? "" : "text-ochre"}
                  >
                    {t(`money.${toKnown(states, r.status)}`)}
                  </span>
                  {r.failure ? ` (${r.failure})` : ""}
                  {r.staff ? <span className="text-soft"> · {r.staff}</span> : null}
                </span>
                <span className="tabular sm:text-right">−{formatMoney(r.amount, locale)}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {order.returns.length > 0 ? (
        <Section title={t("returns")}>
          <ul>
            {order.returns.map((g) => (
              <li key={g.id} className={row}>
                <time className="text-soft tabular">{formatWhen(g.at)}</time>
                <span>
                  {g.storeName} · {g.staff}
                  {g.lines.map((l) => (
                    <span key={`${l.option}${l.reason}${l.restocked}`} className="block text-soft">
                      {l.quantity} × {inLocale(l.title, locale)} {l.option}:{" "}
                      {t(`reason.${toKnown(returnReasons, l.reason)}`)},{" "}
                      {t(l.restocked === "damaged" ? "damaged" : "shelf")}
                      {l.instead
                        ? `; ${t("given", { piece: `${inLocale(l.instead.title, locale)} ${l.instead.option}`.trim() })}`
                        : ""}
                    </span>
                  ))}
                </span>
                <span className="tabular sm:text-right">
                  {g.refund.minor > 0 ? `−${formatMoney(g.refund, locale)}` : formatMoney(g.refund, locale)}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}
