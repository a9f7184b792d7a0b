"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { useRouter } from "@/components/i18n/navigation";
import { variantTitle } from "@/components/sync/react/card-title";
import { useCartQuantity, useMutate, useSyncStatus } from "@/components/sync/react/hooks";
import { useCards } from "@/components/sync/react/provider";
import { useStatusText } from "@/components/sync/react/selvedge-line";
import { Button, type ButtonLook } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { CartFulfilment } from "@/server/cart/schema";

const delivery: CartFulfilment = { kind: "deliver" };

/**
 * Adds one item of a variant to the cart: at once, online or offline. `variantId` null (no size chosen yet) calls
 * `onMissing` instead.
 */
export function AddToCart({
  variantId,
  fulfilment = delivery,
  onMissing,
  soldOut = false,
  "aria-describedby": why,
  ...look
}: {
  variantId: string | null;
  fulfilment?: CartFulfilment;
  onMissing?: () => void;
  /** No store has it; `aria-describedby` says why. */
  soldOut?: boolean;
  "aria-describedby"?: string;
} & ButtonLook) {
  const t = useTranslations("cart");
  const locale = useLocale();
  const mutate = useMutate();
  const getCartQuantity = useCartQuantity();
  const cards = useCards();
  const toast = useToast();
  const router = useRouter();
  const { line } = useSyncStatus();
  const status = useStatusText();
  useEffect(() => {
    if (variantId) cards.want("variants", [variantId]);
  }, [cards, variantId]);
  const add = async () => {
    if (!variantId) {
      onMissing?.();
      return;
    }
    await mutate([{ name: "cart.add", args: { variantId, fulfilment, quantity: 1 } }]);
    const card = cards.get("variants", variantId);
    const count = getCartQuantity(variantId);
    const added = card ? t("added", { title: variantTitle(card, locale), count }) : t("addPlain", { count });
    toast({
      key: `added:${variantId}`,
      text: line === "offline" && status ? `${added}. ${status}` : added,
      action: { label: t("view"), altText: t("viewHow"), run: () => router.push("/cart") },
    });
  };
  return (
    <Button {...look} aria-disabled={soldOut || undefined} aria-describedby={why} onClick={() => void add()}>
      {t(soldOut ? "soldOut" : "add")}
    </Button>
  );
}
