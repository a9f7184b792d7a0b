"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Link } from "@/components/i18n/navigation";
import { useCart } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Sheet } from "@/components/ui/sheet";
import { CartActions } from "./cart-actions";
import { CartContents, CartTotal } from "./cart-contents";

/** The cart in the header with the number of items in it; opens the cart as a sheet. */
export function CartButton() {
  const t = useTranslations("cart");
  const cart = useCart();
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      title={t("title")}
      closeLabel={t("close")}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          aria-label={t("open", { count: cart.quantity })}
          className="relative grid size-12 place-items-center rounded hover:bg-wash"
        >
          <Icon name="bag" />
          {cart.quantity > 0 ? (
            <span
              aria-hidden="true"
              data-testid="cart-count"
              className="absolute top-1 right-0.5 grid h-5 min-w-5 place-items-center rounded-full bg-ink px-1 text-[11px] font-semibold text-on-ink tabular"
            >
              {cart.quantity}
            </span>
          ) : null}
        </button>
      }
      footer={
        cart.lines.length > 0 ? (
          <div className="grid gap-3">
            <CartTotal cart={cart} />
            <CartActions cart={cart} onLeave={() => setOpen(false)} />
            <Link
              href="/cart"
              onClick={() => setOpen(false)}
              className={buttonClass({ variant: "outline", block: true })}
            >
              {t("view")}
            </Link>
          </div>
        ) : undefined
      }
    >
      <CartContents cart={cart} onLeave={() => setOpen(false)} />
    </Sheet>
  );
}
