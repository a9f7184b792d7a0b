"use client";
import { useLocale, useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { usePaymentSettings } from "@/components/orders/quote/use-payment-settings";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Quote } from "@/server/orders/quote/schema";
import { formatMoney } from "@/server/platform/money";

type PayProps = {
  quote: Quote;
  /** The total is being refetched. */
  stale: boolean;
  /** The quote differs from the one the shopper reviewed. */
  changed: boolean;
  busy: boolean;
  error: unknown;
  onPay: () => void;
  /** Goes back to the contact. */
  onContact: () => void;
};

/** Notes before the payment; on phones beside the items, where they cover nothing. */
export function PayNotes({ quote, className }: { quote: Quote; className: string }) {
  const t = useTranslations("checkout.review");
  const testMode = usePaymentSettings()?.testMode;
  if (quote.total.minor === 0) return null;
  return (
    <div className={`grid gap-2 ${className}`}>
      {testMode ? <Notice tone="kept">{t("test")}</Notice> : null}
      <p className="text-center text-sm text-soft">{t("secure")}</p>
    </div>
  );
}

/** The button that places the order and opens the payment page, with its error. */
export function PayButton({ quote, stale, changed, busy, error, onPay, onContact }: PayProps) {
  const t = useTranslations("checkout.review");
  const locale = useLocale();
  const sum = formatMoney(quote.total, locale);
  const free = quote.total.minor === 0;
  const code = refusalOf(error)?.code;
  const unreachable = error && (!code || ["PAYMENT_UNREACHABLE", "UNAVAILABLE", "INTERNAL"].includes(code));
  return (
    <div className="grid gap-2">
      {error ? <PayError error={error} onContact={onContact} /> : null}
      <Button block busy={busy} disabled={stale || !quote.payable} onClick={onPay}>
        {busy
          ? t("working")
          : unreachable
            ? t("tryAgain")
            : free
              ? t("nothing")
              : t(changed ? "accept" : "pay", { sum })}
      </Button>
      {error ? null : <PayNotes quote={quote} className="max-md:hidden" />}
    </div>
  );
}

function PayError({ error, onContact }: { error: unknown; onContact: () => void }) {
  const t = useTranslations("checkout.review");
  const errorText = useErrorText();
  const code = refusalOf(error)?.code;
  // Changes are listed beside the items, contact errors beside their field.
  if (code === "QUOTE_CHANGED" || code === "CONTACT_WRONG") return null;
  if (code === "CONTACT_NEEDED") {
    const change = (
      <button type="button" onClick={onContact} className="min-h-11 underline underline-offset-4">
        {t("change")}
      </button>
    );
    return (
      <Notice tone="refused" action={change}>
        {t("contact")}
      </Notice>
    );
  }
  return <Notice tone="refused">{code === "PAYMENT_UNREACHABLE" ? t("unreachable") : errorText(error)}</Notice>;
}
