"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ProductCard } from "@/components/catalogue/product-card";
import { RequestList } from "@/components/offline-requests/request-list";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { useCart } from "@/components/sync/react/hooks";
import { useSyncStore } from "@/components/sync/react/provider";
import { Button } from "@/components/ui/button";
import type { ProductCard as ProductView } from "@/server/catalogue/schema";
import { CartContents, CartTotal, isCartRequest } from "./cart-contents";

const maxShown = 8;
const isNotCartRequest = (request: OfflineRequest) => !isCartRequest(request);

/**
 * Replaces a page that is not cached: recently viewed products and the cart, both from this device. Opens the
 * requested page once the network is back.
 */
export function OfflinePage() {
  const t = useTranslations("sync.away");
  const cart = useCart();
  const seen = useLastSeen();
  useEffect(() => {
    // `navigator.onLine` is not enough: it is true for a network without internet too.
    const onOnline = async () => {
      if (location.pathname.endsWith("/offline")) return;
      const answer = await fetch("/livez", { method: "HEAD", cache: "no-store" }).catch(() => null);
      if (answer?.ok) location.reload();
    };
    window.addEventListener("online", onOnline);
    return () => window.removeEventListener("online", onOnline);
  }, []);
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-10 px-5 pt-12 pb-20 md:px-14">
      <header className="grid max-w-xl justify-items-start gap-3">
        <h1 className="font-serif text-4xl text-balance">{t("title")}</h1>
        <p className="text-pretty text-soft">{t("text")}</p>
        <Button variant="outline" size="small" onClick={() => location.reload()}>
          {t("retry")}
        </Button>
      </header>
      <RequestList of={isNotCartRequest} className="max-w-2xl" />
      <section className="grid gap-2">
        <h2 className="font-serif text-2xl">{t("textCart")}</h2>
        <div className="max-w-2xl">
          <CartContents cart={cart} />
          {cart.lines.length > 0 ? (
            <div className="pt-5">
              <CartTotal cart={cart} />
            </div>
          ) : null}
        </div>
      </section>
      <section className="grid gap-5">
        <h2 className="font-serif text-2xl">{t("seen")}</h2>
        {seen.length === 0 ? <p className="text-soft">{t("nothing")}</p> : <SeenProducts cards={seen} />}
      </section>
    </main>
  );
}

function useLastSeen(): ProductView[] {
  const { cards } = useSyncStore();
  const [seen, setSeen] = useState<ProductView[]>([]);
  useEffect(() => {
    let here = true;
    cards.listLastSeen(maxShown).then(
      (found) => here && setSeen(found),
      () => {},
    );
    return () => {
      here = false;
    };
  }, [cards]);
  return seen;
}

function SeenProducts({ cards }: { cards: ProductView[] }) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-4">
      {cards.map((card) => (
        <li key={card.productId}>
          <ProductCard card={card} sizes="45vw" />
        </li>
      ))}
    </ul>
  );
}
