"use client";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { QuoteTotals } from "@/components/orders/quote/quote-totals";
import { usePaymentSettings } from "@/components/orders/quote/use-payment-settings";
import type { QuoteState } from "@/components/orders/quote/use-quote";
import { usePendingOrder } from "@/components/orders/shopper/use-pending-order";
import { Button } from "@/components/ui/button";
import { useFormErrors } from "@/components/ui/use-form-errors";
import { canPayByCard, diffQuotes } from "@/server/orders/quote/rules";
import type { Quote } from "@/server/orders/quote/schema";
import { BelowMinimum } from "./below-minimum";
import { ContactStep } from "./contact-step";
import { validateFields } from "./fields";
import { FulfilmentStep } from "./fulfilment-step";
import { InStoreOnly } from "./in-store-only";
import { PayButton, PayNotes } from "./pay";
import { QuoteDiff } from "./quote-diff";
import { ReviewStep } from "./review-step";
import { type Step, Steps, stepNames } from "./steps";
import { useCheckContact } from "./use-check-contact";
import type { CheckoutForm } from "./use-checkout-form";
import { usePlaceOrder } from "./use-place-order";

/** The step to show: the one in the address, limited to the furthest step possible; at first the furthest. */
function useStep(furthestStep: Step): { step: Step; go: (step: Step) => void } {
  const params = useSearchParams();
  const [first] = useState<Step>(furthestStep === "pay" ? "pay" : "ways");
  const asked = stepNames.find((name) => name === params.get("step")) ?? first;
  const step = stepNames[Math.min(stepNames.indexOf(asked), stepNames.indexOf(furthestStep))] ?? "ways";
  const go = (to: Step) => {
    window.history.pushState(null, "", `?step=${to}`);
    window.scrollTo({ top: 0 });
  };
  return { step, go };
}

/** The quote as it was when the shopper reached the last step, until they leave it. */
function useAgreedQuote(step: Step, quote: Quote, stale: boolean): Quote | null {
  const [agreedQuote, setAgreedQuote] = useState<Quote | null>(null);
  const looking = step === "pay";
  if (looking && !agreedQuote && !stale) setAgreedQuote(quote);
  if (!looking && agreedQuote) setAgreedQuote(null);
  return agreedQuote;
}

/** The three steps of a checkout with the sum beside them. */
export function CheckoutFlow({ asked, quote, draft }: { asked: QuoteState; quote: Quote; draft: CheckoutForm }) {
  const t = useTranslations("checkout");
  const fieldErrors = validateFields(draft.fields, quote);
  const complete = Object.keys(fieldErrors).length === 0;
  const isPayable = quote.payable && canPayByCard(quote);
  const furthestStep = !isPayable ? "ways" : complete ? "pay" : "details";
  const { step, go } = useStep(furthestStep);
  const contact = useCheckContact(draft);
  const errors = useFormErrors(fieldErrors, contact.refused?.error);
  const agreedQuote = useAgreedQuote(step, quote, asked.stale);
  const returnToContact = () => {
    go("details");
    void contact.check();
  };
  const { place, busy, error, reset } = usePlaceOrder(() => void asked.refetch(), returnToContact);
  const pendingOrder = usePendingOrder();
  const cards = usePaymentSettings()?.cards ?? true;
  const changes = agreedQuote && agreedQuote.hash !== quote.hash ? diffQuotes(agreedQuote, quote) : [];
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  const goTo = (to: Step) => {
    reset();
    errors.reset();
    contact.reset();
    go(to);
  };
  const goNext = async (fields = draft.fields) => {
    if (step === "ways") return goTo("details");
    const isValid = errors.check();
    await draft.flush();
    if (isValid && (await contact.check(fields))) goTo("pay");
  };
  const chooseNumber = (phone: string) => {
    draft.set("phone", phone);
    void goNext({ ...draft.fields, phone });
  };
  if ((!cards && quote.total.minor > 0) || refusalOf(error)?.code === "PAYMENT_DISABLED") return <InStoreOnly />;
  return (
    <form
      ref={errors.form}
      noValidate
      className="grid gap-x-8 gap-y-6 md:grid-cols-[1fr_300px] lg:grid-cols-[1fr_360px] lg:gap-x-16"
      onSubmit={(e) => {
        e.preventDefault();
        if (step !== "pay") void goNext();
      }}
    >
      <div className="min-w-0">
        <Steps step={step} reach={furthestStep} onGo={goTo} />
        <h2 ref={heading} tabIndex={-1} className="mb-4 font-serif text-2xl outline-none">
          {t(`steps.${step}`)}
        </h2>
        {step === "ways" ? <FulfilmentStep quote={quote} /> : null}
        {step === "details" ? (
          <ContactStep
            draft={draft}
            faults={errors.shown}
            refused={contact.refused}
            onNumber={chooseNumber}
            delivered={quote.lines.some((l) => l.way.kind === "deliver")}
          />
        ) : null}
        {step === "pay" ? (
          <div className="grid gap-6">
            {agreedQuote ? <QuoteDiff changes={changes} before={agreedQuote} after={quote} /> : null}
            <ReviewStep quote={quote} fields={draft.fields} onGo={goTo} />
            {error ? null : <PayNotes quote={quote} className="md:hidden" />}
          </div>
        ) : null}
      </div>
      <aside
        data-bottom-bar
        className="fixed inset-x-0 bottom-0 z-30 grid gap-3 border-t border-hairline bg-paper px-5 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] md:sticky md:inset-auto md:top-28 md:gap-4 md:self-start md:border md:p-5 lg:p-6"
      >
        <QuoteTotals quote={quote} dim={asked.stale} brief={step === "details"} />
        {quote.payable && !isPayable ? <BelowMinimum quote={quote} /> : null}
        {step === "pay" && pendingOrder && !busy ? (
          <p className="text-center text-sm text-soft">{t("pending.waits")}</p>
        ) : step === "pay" ? (
          <PayButton
            quote={quote}
            busy={busy}
            error={error}
            stale={asked.stale}
            changed={changes.length > 0}
            onPay={() => place({ quote, fields: draft.fields })}
            onContact={() => goTo("details")}
          />
        ) : (
          <Button type="submit" block busy={contact.busy} disabled={step === "ways" && !isPayable}>
            {t(step === "ways" ? "next.details" : "next.pay")}
          </Button>
        )}
      </aside>
    </form>
  );
}
