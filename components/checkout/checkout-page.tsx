"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Link } from "@/components/i18n/navigation";
import { useQuote } from "@/components/orders/quote/use-quote";
import { PendingOrderNotice } from "@/components/orders/shopper/pending-order";
import { useCart, useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { CheckoutFlow } from "./checkout-flow";
import { toDraftInput } from "./fields";
import { useCheckoutForm } from "./use-checkout-form";

/** The checkout in at most three steps; a draft begun on another device is continued. */
export function CheckoutPage() {
  const t = useTranslations("checkout");
  const { owner } = useOwner();
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-5 pt-6 pb-56 md:px-8 md:pb-24 lg:px-14">
      <Link
        href="/cart"
        className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
      >
        ← {t("back")}
      </Link>
      <h1 className="mb-6 font-serif text-4xl text-balance">{t("title")}</h1>
      {owner?.kind === "linked" ? (
        <Empty
          title={t("signIn")}
          text={t("signInText")}
          action={
            <Link href="/account" className={buttonClass()}>
              {t("signIn")}
            </Link>
          }
        />
      ) : (
        <Checkout />
      )}
    </main>
  );
}

function Checkout() {
  const t = useTranslations("checkout");
  const cart = useCart();
  const { line } = useSyncStatus();
  const [country, setCountry] = useState("");
  const draft = useCheckoutForm(country);
  const asked = useQuote(toDraftInput(draft.fields).address?.country);
  const { quote, error, refetch } = asked;
  // The shop's country, until an address says otherwise.
  if (quote && !country) setCountry(quote.country);
  if (cart.ready && cart.lines.length === 0) return <EmptyCheckout />;
  if (!quote || !draft.ready) {
    if (line !== "whole") return <Notice tone="kept">{t("offline")}</Notice>;
    return error ? <CheckoutFailed onAgain={() => void refetch()} /> : <CheckoutLoading />;
  }
  return (
    <>
      <PendingOrderNotice className="mb-6" keep={draft.flush} />
      {line !== "whole" ? (
        <Notice tone="kept" className="mb-6">
          {t("offline")}
        </Notice>
      ) : null}
      <CheckoutFlow asked={asked} quote={quote} draft={draft} />
    </>
  );
}

function EmptyCheckout() {
  const t = useTranslations("checkout");
  return (
    <Empty
      title={t("emptyTitle")}
      text={t("emptyText")}
      action={
        <div className="flex flex-wrap justify-center gap-3">
          <Link href="/cart" className={buttonClass({ variant: "outline" })}>
            {t("back")}
          </Link>
          <Link href="/orders" className={buttonClass({ variant: "outline" })}>
            {t("toOrders")}
          </Link>
        </div>
      }
    />
  );
}

function CheckoutFailed({ onAgain }: { onAgain: () => void }) {
  const t = useTranslations("checkout");
  return (
    <Notice
      tone="error"
      action={
        <button type="button" onClick={onAgain} className="min-h-11 underline underline-offset-4">
          {t("again")}
        </button>
      }
    >
      {t("failed")}
    </Notice>
  );
}

function CheckoutLoading() {
  const t = useTranslations("checkout");
  return (
    <div role="status" className="grid gap-x-8 gap-y-6 md:grid-cols-[1fr_300px] lg:grid-cols-[1fr_360px] lg:gap-x-16">
      <span className="sr-only">{t("loading")}</span>
      <div className="grid content-start gap-6">
        <Skeleton className="h-11" />
        <Skeleton className="h-56" />
      </div>
      <Skeleton className="h-44" />
    </div>
  );
}
