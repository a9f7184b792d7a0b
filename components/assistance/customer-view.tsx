"use client";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { LastUpdated } from "@/components/store/last-updated";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { inLocale } from "@/components/sync/react/card-title";
import { useCart, useFavourites } from "@/components/sync/react/hooks";
import { useSession } from "@/components/sync/react/provider";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Picture } from "@/components/ui/picture";
import { Skeleton } from "@/components/ui/skeleton";
import type { AssistedShopper as Client } from "@/server/assistance/schema";
import { formatMoney } from "@/server/platform/money";
import { CustomerCartLine } from "./customer-cart-line";
import { OrderHistory } from "./order-history";

/** The shortest time between two renewals of the grant; unused it expires after 15 minutes. */
const keepAliveMs = 60_000;

/** Renews the grant while the consultant uses it; opening it counts as the first use. */
function useKeepAlive(): void {
  const { mutate } = useMutation(useTRPC().assistance.store.extend.mutationOptions());
  const use = useEffectEvent(() => mutate());
  useEffect(() => {
    let last = performance.now();
    use();
    const onTouch = () => {
      if (performance.now() - last < keepAliveMs) return;
      last = performance.now();
      use();
    };
    window.addEventListener("pointerdown", onTouch, { passive: true });
    return () => window.removeEventListener("pointerdown", onTouch);
  }, []);
}

function CustomerCart({ scope }: { scope: string }) {
  const t = useTranslations("assistance.tablet");
  const locale = useLocale();
  const cart = useCart(scope);
  return (
    <section aria-label={t("cart")} className="grid content-start">
      <header className="flex items-baseline justify-between border-b border-field pb-2">
        <h2 className="font-serif text-2xl">{t("cart")}</h2>
        <output className="font-serif text-2xl tabular" data-testid="customer-cart-total">
          {cart.total ? formatMoney(cart.total, locale) : ""}
        </output>
      </header>
      {cart.lines.length === 0 ? <p className="py-8 text-lg">{t("empty")}</p> : null}
      <ul>
        {cart.lines.map((line) => (
          <CustomerCartLine key={line.lineKey} line={line} scope={scope} />
        ))}
      </ul>
    </section>
  );
}

function CustomerFavourites({ scope }: { scope: string }) {
  const t = useTranslations("assistance.tablet");
  const locale = useLocale();
  const { items } = useFavourites(scope);
  return (
    <section aria-label={t("favourites")} className="grid content-start gap-4">
      <h2 className="border-b border-field pb-2 font-serif text-2xl">{t("favourites")}</h2>
      {items.length === 0 ? <p className="text-lg">{t("noFavourites")}</p> : null}
      <ul className="grid grid-cols-3 gap-4">
        {items.map(({ productId, card }) => (
          <li key={productId} className="grid content-start gap-1">
            <Picture picture={card?.pictures[0] ?? null} alt="" sizes="140px" className="aspect-4/5" />
            <span className="font-serif leading-snug">{card ? inLocale(card.title, locale) : "…"}</span>
            <span className="tabular">{card ? formatMoney(card.price, locale) : ""}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The customer's cart and favourites, live; ended by a tap here or on the customer's phone. */
export function CustomerView({ client, onGone }: { client: Client; onGone: (byUs: boolean) => void }) {
  const t = useTranslations("assistance.tablet");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { when } = useStoreTimes();
  const { timeZone } = useShift();
  const { views: screen } = useSession();
  useKeepAlive();
  const end = useMutation(trpc.assistance.end.mutationOptions({ onSuccess: () => onGone(true) }));
  const here = screen.has(client.scopeId);
  const gone = useEffectEvent(() => onGone(false));
  useEffect(() => {
    if (!here) return undefined;
    // Runs when the scope disappears: the customer ended the grant, or it expired.
    return () => gone();
  }, [here]);
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <header className="mb-6 flex flex-wrap items-center gap-x-6 gap-y-2">
        <div>
          <h1 className="font-serif text-3xl">{client.name || t("guest")}</h1>
          <p className="text-base">{t("since", { time: when(client.since, timeZone) })}</p>
        </div>
        <span className="ml-auto">
          <LastUpdated />
        </span>
        <Button
          size="tablet"
          variant="outline"
          busy={end.isPending}
          onClick={() => end.mutate({ grantId: client.grantId })}
        >
          {t("end")}
        </Button>
      </header>
      {end.error ? <Notice tone="error">{errorText(end.error)}</Notice> : null}
      {here ? (
        <div className="grid gap-x-12 gap-y-8 landscape:grid-cols-[3fr_2fr]">
          <CustomerCart scope={client.scopeId} />
          <div className="grid content-start gap-8">
            <CustomerFavourites scope={client.scopeId} />
            <OrderHistory />
          </div>
        </div>
      ) : (
        <div className="grid gap-4" aria-busy="true">
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
        </div>
      )}
    </main>
  );
}
