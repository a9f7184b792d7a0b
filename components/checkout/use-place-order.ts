"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useRouter } from "@/components/i18n/navigation";
import { refusalOf } from "@/components/i18n/use-error-text";
import { newId } from "@/components/sync/engine/clock";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import { useToast } from "@/components/ui/toast";
import type { Placed, Quote } from "@/server/orders/quote/schema";
import { draftOf, type Fields } from "./fields";

/** Goes to the hosted page, or to the order when nothing is to be paid there. `leaving` stays until another page is there. */
function useLeave() {
  const router = useRouter();
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    // The way back may bring this very page out of the browser's memory.
    const shown = (event: PageTransitionEvent) => event.persisted && setLeaving(false);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);
  const leave = ({ url, orderId }: Pick<Placed, "url" | "orderId">) => {
    setLeaving(true);
    if (url) window.location.assign(url);
    else router.push(`/orders/${orderId}`);
  };
  return { leaving, leave };
}

/**
 * Orders what the quote says and goes to the page to pay on. The idempotency key stays the same while the same quote is asked
 * for, so that a second tap, or a try after a lost answer, finds the same order. One that was paid meanwhile with other details
 * is shown as it is kept.
 */
export function usePlace(onChanged: () => void, onContactWrong: () => void) {
  const t = useTranslations("checkout.review");
  const client = useTRPCClient();
  const toast = useToast();
  const { leaving, leave } = useLeave();
  const asked = useRef({ hash: "", key: "" });
  const { mutate, isPending, error, reset } = useMutation({
    networkMode: "always",
    mutationFn: ({ quote, fields }: { quote: Quote; fields: Fields }) => {
      if (asked.current.hash !== quote.hash) asked.current = { hash: quote.hash, key: newId() };
      const { hash, key } = asked.current;
      return client.checkout.place.mutate({ key, quoteHash: hash, contact: draftOf(fields) });
    },
    onSuccess: (placed) => {
      // Whoever comes back may have given this one up by then.
      asked.current = { hash: "", key: "" };
      leave(placed);
    },
    onError: (e) => {
      const { code, details } = refusalOf(e) ?? {};
      if (code === "ALREADY_PAID" && details?.orderId) {
        toast({ text: t("paidMeanwhile"), duration: 12_000 });
        leave({ url: null, orderId: String(details.orderId) });
      }
      if (code === "CONTACT_WRONG") onContactWrong();
      if (code === "QUOTE_CHANGED" || code === "OUT_OF_STOCK" || code === "CART_EMPTY") onChanged();
    },
  });
  return { place: mutate, busy: isPending || leaving, error, reset };
}

const nothing = () => Promise.resolve();

/** Goes on with an order that waits for its payment, or gives it up so that it can be changed. `keep` keeps what is being typed. */
export function useOpenOrder(keep: () => Promise<void> = nothing) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { leaving, leave } = useLeave();
  const resume = useMutation({
    networkMode: "always",
    mutationFn: (order: { orderId: string }) => keep().then(() => client.checkout.resume.mutate(order)),
    onSuccess: leave,
  });
  const giveUp = useMutation(trpc.checkout.giveUp.mutationOptions());
  return {
    resume: (orderId: string) => resume.mutate({ orderId }),
    giveUp: (orderId: string) => giveUp.mutate({ orderId }),
    going: resume.isPending || leaving,
    ending: giveUp.isPending,
    error: resume.error ?? giveUp.error,
  };
}
