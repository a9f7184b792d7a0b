"use client";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { Button } from "@/components/ui/button";
import { useFormErrors } from "@/components/ui/use-form-errors";
import { cardTakes, quoteChanges } from "@/server/orders/quote/rules";
import type { Quote } from "@/server/orders/quote/schema";
import { Changes } from "./quote-diff";
import { Cost } from "@/components/orders/quote/quote-totals";
import { Details } from "./contact-step";
import { faultsOf } from "./fields";
import { InStoreOnly } from "./in-store-only";
import { useWaitingOrder } from "@/components/orders/shopper/pending-order";
import { Pay, PayNotes } from "./pay";
import { Review } from "./review-step";
import { type Step, Steps, stepNames } from "./steps";
import { TooLittle } from "./below-minimum";
import { useCheckContact } from "./use-check-contact";
import type { Draft } from "./use-checkout-form";
import { usePaymentSettings } from "@/components/orders/quote/use-payment-settings";
import { usePlace } from "./use-place-order";
import type { QuoteState } from "@/components/orders/quote/use-quote";
import { Ways } from "./fulfilment-step";

/** Which step is shown: the one asked for in the address, as far as what is known reaches; at first as far as it can be. */
function useStep(reach: Step): { step: Step; go: (step: Step) => void } {
  const params = useSearchParams();
  const [first] = useState<Step>(reach === "pay" ? "pay" : "ways");
  const asked = stepNames.find((name) => name === params.get("step")) ?? first;
  const step = stepNames[Math.min(stepNames.indexOf(asked), stepNames.indexOf(reach))] ?? "ways";
  const go = (to: Step) => {
    window.history.pushState(null, "", `?step=${to}`);
    window.scrollTo({ top: 0 });
  };
  return { step, go };
}

/** The quote as it was when the buyer began to look at it, as long as they do. */
function useAgreed(step: Step, quote: Quote, stale: boolean): Quote | null {
  const [agreed, setAgreed] = useState<Quote | null>(null);
  const looking = step === "pay";
  if (looking && !agreed && !stale) setAgreed(quote);
  if (!looking && agreed) setAgreed(null);
  return agreed;
}

/** The three steps of a checkout with the sum beside them. */
export function Flow({ asked, quote, draft }: { asked: QuoteState; quote: Quote; draft: Draft }) {
  const t = useTranslations("checkout");
  const faults = faultsOf(draft.fields, quote);
  const complete = Object.keys(faults).length === 0;
  const able = quote.payable && cardTakes(quote);
  const reach = !able ? "ways" : complete ? "pay" : "details";
  const { step, go } = useStep(reach);
  const contact = useCheckContact(draft);
  const errors = useFormErrors(faults, contact.refused?.error);
  const agreed = useAgreed(step, quote, asked.stale);
  const backToContact = () => {
    go("details");
    void contact.check();
  };
  const { place, busy, error, reset } = usePlace(() => void asked.refetch(), backToContact);
  const waiting = useWaitingOrder();
  const cards = usePaymentSettings()?.cards ?? true;
  const changes = agreed && agreed.hash !== quote.hash ? quoteChanges(agreed, quote) : [];
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
  const onward = async (fields = draft.fields) => {
    if (step === "ways") return goTo("details");
    const good = errors.check();
    await draft.flush();
    if (good && (await contact.check(fields))) goTo("pay");
  };
  const chooseNumber = (phone: string) => {
    draft.set("phone", phone);
    void onward({ ...draft.fields, phone });
  };
  if ((!cards && quote.total.minor > 0) || refusalOf(error)?.code === "PAYMENT_OFF") return <InStoreOnly />;
  return (
    <form
      ref={errors.form}
      noValidate
      className="grid gap-x-8 gap-y-6 md:grid-cols-[1fr_300px] lg:grid-cols-[1fr_360px] lg:gap-x-16"
      onSubmit={(e) => {
        e.preventDefault();
        if (step !== "pay") void onward();
      }}
    >
      <div className="min-w-0">
        <Steps step={step} reach={reach} onGo={goTo} />
        <h2 ref={heading} tabIndex={-1} className="mb-4 font-serif text-2xl outline-none">
          {t(`steps.${step}`)}
        </h2>
        {step === "ways" ? <Ways quote={quote} /> : null}
        {step === "details" ? (
          <Details
            {...{ draft, faults: errors.shown, refused: contact.refused, onNumber: chooseNumber }}
            delivered={quote.lines.some((l) => l.way.kind === "deliver")}
          />
        ) : null}
        {step === "pay" ? (
          <div className="grid gap-6">
            {agreed ? <Changes changes={changes} before={agreed} after={quote} /> : null}
            <Review quote={quote} fields={draft.fields} onGo={goTo} />
            {error ? null : <PayNotes quote={quote} className="md:hidden" />}
          </div>
        ) : null}
      </div>
      <aside
        data-bottom-bar
        className="fixed inset-x-0 bottom-0 z-30 grid gap-3 border-t border-hairline bg-paper px-5 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] md:sticky md:inset-auto md:top-28 md:gap-4 md:self-start md:border md:p-5 lg:p-6"
      >
        <Cost quote={quote} dim={asked.stale} brief={step === "details"} />
        {quote.payable && !able ? <TooLittle quote={quote} /> : null}
        {step === "pay" && waiting && !busy ? (
          <p className="text-center text-sm text-soft">{t("open.waits")}</p>
        ) : step === "pay" ? (
          <Pay
            {...{ quote, busy, error, stale: asked.stale, changed: changes.length > 0 }}
            onPay={() => place({ quote, fields: draft.fields })}
            onContact={() => goTo("details")}
          />
        ) : (
          <Button type="submit" block busy={contact.busy} disabled={step === "ways" && !able}>
            {t(step === "ways" ? "next.details" : "next.pay")}
          </Button>
        )}
      </aside>
    </form>
  );
}
