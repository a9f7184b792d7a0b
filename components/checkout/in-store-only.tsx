"use client";
import { useTranslations } from "next-intl";
import { CartTotal } from "@/components/cart/cart-contents";
import { ReserveCart } from "@/components/reservations/reserve-cart";
import { useCart } from "@/components/sync/react/hooks";
import { Notice } from "@/components/ui/notice";

/** Replaces the steps where card payments are off: the cart's total and a reservation in a store. */
export function InStoreOnly() {
  const t = useTranslations("checkout.review");
  const cart = useCart();
  return (
    <div className="grid max-w-md gap-6">
      <Notice tone="info">{t("off")}</Notice>
      <CartTotal cart={cart} inStore />
      <ReserveCart cart={cart} primary />
    </div>
  );
}
