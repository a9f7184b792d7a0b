"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { FulfilmentMethod } from "@/server/cart/schema";
import type { VariantCard } from "@/server/catalogue/schema";

/** Other stores' stock of a variant with pickup times, or delivery. */
export function OtherStoreStock({
  card,
  wanted,
  onChoose,
}: {
  card: VariantCard;
  wanted: number;
  onChoose: (way: FulfilmentMethod) => void;
}) {
  const t = useTranslations("register.sell");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { when } = useStoreTimes();
  const { storeId } = useShift();
  const stores = useQuery(trpc.stores.list.queryOptions(undefined, { staleTime: 600_000 }));
  const stock = useQuery(trpc.stock.listAvailability.queryOptions({ productId: card.productId }, { staleTime: 0 }));
  const error = stores.error ?? stock.error;
  if (error)
    return (
      <Notice tone="error" action={<Button onClick={() => stock.refetch()}>{t("again")}</Button>}>
        {errorText(error)}
      </Notice>
    );
  if (!stores.data || !stock.data) return <Skeleton className="h-60" />;
  const places = stock.data.stores.flatMap((s) => {
    const store = stores.data.stores.find((known) => known.id === s.storeId);
    return store ? [{ ...s, store, pieces: s.pieces[card.variantId] ?? 0, isHere: s.storeId === storeId }] : [];
  });
  const all = places.reduce((sum, p) => sum + p.pieces, 0);
  const enough = places.filter((p) => p.pieces >= wanted && p.promisedAt && !p.isHere);
  const short = places.filter((p) => !enough.includes(p) && p.pieces > 0);
  return (
    <div className="grid gap-5">
      {enough.length === 0 ? <p className="text-lg">{t("noStore")}</p> : null}
      <ul className="grid gap-3">
        {enough.map(({ store, pieces, promisedAt }) => (
          <li key={store.id}>
            <Button
              size="tablet"
              variant="outline"
              block
              className="py-3 text-left"
              onClick={() => onChoose({ kind: "pickup", storeId: store.id })}
            >
              <span className="flex w-full items-center justify-between gap-4">
                <span>
                  <span className="block text-lg font-semibold">
                    {store.name}, {store.city}
                  </span>
                  <span className="block tabular">
                    {promisedAt ? t("readyAt", { when: when(promisedAt, store.timeZone) }) : ""}
                  </span>
                </span>
                <span className="tabular">{t("items", { count: pieces })}</span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <Button size="tablet" block disabled={all < wanted} onClick={() => onChoose({ kind: "deliver" })}>
        {t("deliverInstead", { count: all })}
      </Button>
      {short.length > 0 ? (
        <p className="text-base text-soft">
          {short.map(({ store, pieces }) => `${store.name}: ${pieces}`).join(" · ")}
        </p>
      ) : null}
    </div>
  );
}
