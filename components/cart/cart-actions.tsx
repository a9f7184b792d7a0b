"use client";
import { useTranslations } from "next-intl";
import { usePaymentSettings } from "@/components/checkout/use-payment-settings";
import { Link } from "@/components/i18n/navigation";
import { ReserveCart } from "@/components/orders/reserve-cart";
import type { CartView } from "@/components/sync/hooks";
import { buttonClass } from "@/components/ui/button";

/** What can be done with a whole cart, under its total: pay for it now, or have it kept in a store and pay there. */
export function CartActions({ cart, onLeave }: { cart: CartView; onLeave?: () => void }) {
  const t = useTranslations("checkout");
  const cards = usePaymentSettings()?.cards ?? true;
  return (
    <div className="grid gap-2">
      {cards ? (
        <Link href="/checkout" className={buttonClass({ block: true })} {...(onLeave ? { onClick: onLeave } : {})}>
          {t("start")}
        </Link>
      ) : null}
      <ReserveCart cart={cart} primary={!cards} {...(onLeave ? { onLeave } : {})} />
    </div>
  );
}
