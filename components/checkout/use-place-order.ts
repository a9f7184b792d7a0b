"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useGoToPayment } from "@/components/orders/shopper/use-pending-order";
import { createId } from "@/components/sync/engine/clock";
import { useTRPCClient } from "@/components/trpc/client";
import { useToast } from "@/components/ui/toast";
import type { Quote } from "@/server/orders/quote/schema";
import { type Fields, toDraftInput } from "./fields";

/**
 * Places the order and opens the payment page. The idempotency key stays the same for the same quote, so that a
 * second tap, or a retry after a lost response, finds the same order. An order that was paid meanwhile with other
 * details is shown as stored.
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
      // A shopper who returns may have cancelled this order meanwhile.
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
