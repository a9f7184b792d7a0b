"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Link } from "@/components/i18n/navigation";
import { usePaymentSettings } from "@/components/orders/quote/use-payment-settings";
import { useQuote } from "@/components/orders/quote/use-quote";
import { useVariantTitle } from "@/components/orders/quote/use-variant-title";
import { ReserveCart } from "@/components/reservations/reserve-cart";
import type { CartView } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";

/** The actions of a whole cart, below its total: check out, or reserve in a store and pay there. */
export function CartActions({ cart, onLeave }: { cart: CartView; onLeave?: () => void }) {
  const t = useTranslations("checkout");
  const tc = useTranslations("cart");
  const cards = usePaymentSettings()?.cards ?? true;
  const { quote } = useQuote();
  const title = useVariantTitle();
  const why = useId();
  const blocked =
    quote?.lines.filter((l) => l.problem && cart.lines.some(({ lineKey }) => lineKey === l.lineKey)) ?? [];
  return (
    <div className="grid gap-2">
      {cards && blocked.length > 0 ? (
        <p id={why} role="status" className="border-l-2 border-thread bg-thread-wash px-3 py-2 text-sm">
          {tc("blocked", { titles: blocked.map(title).join("; ") })}
        </p>
      ) : null}
      {cards ? (
        <Link
          href="/checkout"
          aria-describedby={blocked.length > 0 ? why : undefined}
          className={buttonClass({ block: true })}
          {...(onLeave ? { onClick: onLeave } : {})}
        >
          {t("start")}
        </Link>
      ) : null}
      <ReserveCart cart={cart} primary={!cards} {...(onLeave ? { onLeave } : {})} />
    </div>
  );
}
