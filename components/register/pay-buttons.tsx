"use client";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { canPayByCard, type MissingField } from "@/server/orders/quote/rules";
import type { Quote } from "@/server/orders/quote/schema";
import type { PaymentMethod } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";

const methods = ["card_terminal", "card_online", "cash"] as const satisfies PaymentMethod[];

/** The payment methods; says what is missing before one can pay. */
export function PayButtons({
  missing,
  quote,
  busy,
  closed,
  onPay,
}: {
  missing: MissingField[];
  /** The total, while the quote is current. */
  quote: Pick<Quote, "payable" | "total" | "cardFrom"> | undefined;
  /** The payment method being started. */
  busy: PaymentMethod | null;
  /** Cash was refused: this tablet's register is closed. */
  closed: boolean;
  onPay: (method: PaymentMethod) => void;
}) {
  const t = useTranslations("register.sell");
  const locale = useLocale();
  const open = quote?.payable === true && missing.length === 0;
  const free = quote?.total.minor === 0;
  const cards = !quote || canPayByCard(quote);
  return (
    <section aria-label={t("pay")} className="grid gap-3">
      {missing.length > 0 ? (
        <p className="text-lg">{t("missing", { what: missing.map((m) => t(`needs.${m}`)).join(", ") })}</p>
      ) : null}
      {quote && !cards ? <p className="text-lg">{t("least", { sum: formatMoney(quote.cardFrom, locale) })}</p> : null}
      {(free ? (["cash"] as const) : methods).map((method) => (
        <Button
          key={method}
          size="tablet"
          variant={free || method === "card_terminal" ? "success" : "outline"}
          block
          disabled={!open || (method !== "cash" && !cards)}
          busy={busy === method}
          onClick={() => onPay(method)}
        >
          {t(free ? "nothing" : `method.${method}`)}
        </Button>
      ))}
      {closed ? (
        <Notice tone="kept" className="text-base">
          {t("registerClosed")}{" "}
          <Link href="/store/register" className={buttonClass({ size: "tablet", variant: "outline" })}>
            {t("openRegister")}
          </Link>
        </Notice>
      ) : null}
    </section>
  );
}
