"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useRouter } from "@/components/i18n/navigation";
import { refusalOf } from "@/components/i18n/use-error-text";
import { createId } from "@/components/sync/engine/clock";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import { useToast } from "@/components/ui/toast";
import type { CheckoutSession, Quote } from "@/server/orders/quote/schema";
import { type Fields, toDraftInput } from "./fields";

/** Goes to the hosted page, or to the order when nothing is to be paid there. `leaving` stays until another page is there. */
function useGoToPayment() {
  const router = useRouter();
  const [isLeaving, setIsLeaving] = useState(false);
  useEffect(() => {
    // The way back may bring this very page out of the browser's memory.
    const onPageShow = (event: PageTransitionEvent) => event.persisted && setIsLeaving(false);
    window.addEventListener("pageshow", onPageShow);
    return () => window.removeEventListener("pageshow", onPageShow);
  }, []);
  const goToPayment = ({ url, orderId }: Pick<CheckoutSession, "url" | "orderId">) => {
    setIsLeaving(true);
    if (url) window.location.assign(url);
    else router.push(`/orders/${orderId}`);
  };
  return { leaving: isLeaving, leave: goToPayment };
}

/**
 * Orders what the quote says and goes to the page to pay on. The idempotency key stays the same while the same quote is asked
 * for, so that a second tap, or a try after a lost answer, finds the same order. One that was paid meanwhile with other details
 * is shown as it is kept.
 */
export function usePlaceOrder(onChanged: () => void, onContactWrong: () => void) {
  const t = useTranslations("checkout.review");
  const client = useTRPCClient();
  const toast = useToast();
  const { leaving: isLeaving, leave: goToPayment } = useGoToPayment();
  const lastPlaced = useRef({ hash: "", key: "" });
  const { mutate, isPending, error, reset } = useMutation({
    networkMode: "always",
    mutationFn: ({ quote, fields }: { quote: Quote; fields: Fields }) => {
      if (lastPlaced.current.hash !== quote.hash) lastPlaced.current = { hash: quote.hash, key: createId() };
      const { hash, key } = lastPlaced.current;
      return client.checkout.place.mutate({ key, quoteHash: hash, contact: toDraftInput(fields) });
    },
    onSuccess: (placed) => {
      // Whoever comes back may have given this one up by then.
      lastPlaced.current = { hash: "", key: "" };
      goToPayment(placed);
    },
    onError: (e) => {
      const { code, details } = refusalOf(e) ?? {};
      if (code === "ALREADY_PAID" && details?.orderId) {
        toast({ text: t("paidMeanwhile"), duration: 12_000 });
        goToPayment({ url: null, orderId: String(details.orderId) });
      }
      if (code === "CONTACT_WRONG") onContactWrong();
      if (code === "QUOTE_CHANGED" || code === "OUT_OF_STOCK" || code === "CART_EMPTY") onChanged();
    },
  });
  return { place: mutate, busy: isPending || isLeaving, error, reset };
}

const doNothing = () => Promise.resolve();

/** Goes on with an order that waits for its payment, or gives it up so that it can be changed. `keep` keeps what is being typed. */
export function usePendingOrderActions(keep: () => Promise<void> = doNothing) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { leaving: isLeaving, leave: goToPayment } = useGoToPayment();
  const resume = useMutation({
    networkMode: "always",
    mutationFn: (order: { orderId: string }) => keep().then(() => client.checkout.resume.mutate(order)),
    onSuccess: goToPayment,
  });
  const giveUp = useMutation(trpc.checkout.giveUp.mutationOptions());
  return {
    resume: (orderId: string) => resume.mutate({ orderId }),
    giveUp: (orderId: string) => giveUp.mutate({ orderId }),
    going: resume.isPending || isLeaving,
    ending: giveUp.isPending,
    error: resume.error ?? giveUp.error,
  };
}
