"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useRouter } from "@/components/i18n/navigation";
import { useEntities } from "@/components/sync/react/hooks";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import type { CheckoutSession } from "@/server/orders/checkout/schema";
import type { OrderRow } from "@/server/orders/schema";

/** The shopper's pending order, if there is one. */
export function usePendingOrder(): OrderRow | undefined {
  const { rows } = useEntities<OrderRow>("order");
  return rows.find((o) => o.status === "awaiting_payment");
}

/** Opens the hosted checkout, or the order when nothing is to be paid. `leaving` stays true until the page is left. */
export function useGoToPayment() {
  const router = useRouter();
  const [isLeaving, setIsLeaving] = useState(false);
  useEffect(() => {
    // Going back may restore this page from the browser's cache.
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

const doNothing = () => Promise.resolve();

/** Resumes the payment of a pending order, or cancels it so that it can be changed. `keep` saves unsaved input. */
export function usePendingOrderActions(keep: () => Promise<void> = doNothing) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { leaving: isLeaving, leave: goToPayment } = useGoToPayment();
  const resume = useMutation({
    networkMode: "always",
    mutationFn: (order: { orderId: string }) => keep().then(() => client.checkout.resume.mutate(order)),
    onSuccess: goToPayment,
  });
  const giveUp = useMutation(trpc.checkout.cancel.mutationOptions());
  return {
    resume: (orderId: string) => resume.mutate({ orderId }),
    giveUp: (orderId: string) => giveUp.mutate({ orderId }),
    going: resume.isPending || isLeaving,
    ending: giveUp.isPending,
    error: resume.error ?? giveUp.error,
  };
}
