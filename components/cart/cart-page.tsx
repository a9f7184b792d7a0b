"use client";
import { useTranslations } from "next-intl";
import { ContinueOnPhone } from "@/components/account/continue-on-phone";
import { useCart } from "@/components/sync/react/hooks";
import { InstallHint } from "@/components/sync/react/install-hint";
import { Button } from "@/components/ui/button";
import { CartActions } from "./cart-actions";
import { CartContents, CartTotal } from "./cart-contents";

/** The cart page: lines beside the total on wide screens, the total fixed at the bottom on phones. */
export function CartPage() {
  const t = useTranslations("cart");
  const phone = useTranslations("sync.phone");
  const cart = useCart();
  const filled = cart.lines.length > 0;
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-5 pt-8 pb-72 md:px-8 md:pb-16 lg:px-14">
      <header className="mb-4 flex items-baseline justify-between gap-4">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <div className="flex items-baseline gap-6">
          <div className="hidden md:block">
            <ContinueOnPhone
              trigger={
                <Button variant="quiet" size="small">
                  {phone("open")}
                </Button>
              }
            />
          </div>
          {filled ? <p className="text-soft tabular">{t("items", { count: cart.quantity })}</p> : null}
        </div>
      </header>
      <div className="grid gap-x-8 md:grid-cols-[1fr_300px] lg:grid-cols-[1fr_360px] lg:gap-x-16">
        <section aria-label={t("title")} className="min-w-0">
          <CartContents cart={cart} />
          <InstallHint />
        </section>
        {filled ? (
          <aside
            data-bottom-bar
            className="fixed inset-x-0 bottom-0 z-30 grid gap-4 border-t border-hairline bg-paper px-5 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] md:sticky md:inset-auto md:top-28 md:self-start md:border md:p-5 lg:p-6"
          >
            <CartTotal cart={cart} />
            <CartActions cart={cart} />
          </aside>
        ) : null}
      </div>
    </main>
  );
}
