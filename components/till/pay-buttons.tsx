"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Missing } from "@/server/orders/checkout/rules";
import type { PaymentMethod } from "@/server/orders/schema";

const methods = ["card_terminal", "card_online", "cash"] as const satisfies PaymentMethod[];

/** The ways to pay; what is still missing is said instead of a refusal. */
export function PayButtons({
  missing,
  payable,
  busy,
  closed,
  onPay,
}: {
  missing: Missing[];
  /** The quote stands, and nothing in it is in the way. */
  payable: boolean;
  /** The method that is being begun. */
  busy: PaymentMethod | null;
  /** Cash was refused: no till is open on this tablet. */
  closed: boolean;
  onPay: (method: PaymentMethod) => void;
}) {
  const t = useTranslations("till.sell");
  const open = payable && missing.length === 0;
  return (
    <section aria-label={t("pay")} className="grid gap-3">
      {missing.length > 0 ? (
        <p className="text-lg">{t("missing", { what: missing.map((m) => t(`needs.${m}`)).join(", ") })}</p>
      ) : null}
      {methods.map((method) => (
        <Button
          key={method}
          size="tablet"
          variant={method === "card_terminal" ? "done" : "outline"}
          block
          disabled={!open}
          busy={busy === method}
          onClick={() => onPay(method)}
        >
          {t(`method.${method}`)}
        </Button>
      ))}
      {closed ? (
        <Notice tone="kept" className="text-base">
          {t("tillClosed")}{" "}
          <Link href="/store/till" className={buttonClass({ size: "tablet", variant: "outline" })}>
            {t("openTill")}
          </Link>
        </Notice>
      ) : null}
    </section>
  );
}
