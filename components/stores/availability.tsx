"use client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/client";
import { Skeleton } from "@/components/ui/skeleton";
import type { StoreAvailability as InOneStore } from "@/server/inventory/schema";
import { ChooseStore } from "./choose-store";
import { type NearStore, useMyStore } from "./my-store";
import { DistanceText, OpenText } from "./open-text";
import { useStoreTimes } from "./times";

/** The stock of a product in every store, refetched when the page gets the focus. */
export function useAvailability(productId: string) {
  const options = useTRPC().stock.listAvailability.queryOptions({ productId });
  return useQuery({ ...options, staleTime: 15_000, refetchOnWindowFocus: true });
}

/** A store's stock of some products, by variant; null until known. */
export function useStockOf(productIds: string[]): (storeId: string) => Record<string, number> | null {
  const trpc = useTRPC();
  const answers = useQueries({
    queries: [...new Set(productIds)].map((productId) => ({
      ...trpc.stock.listAvailability.queryOptions({ productId }),
      staleTime: 15_000,
    })),
  });
  const known = answers.every(({ data }) => data);
  return (storeId) =>
    known
      ? Object.assign({}, ...answers.map(({ data }) => data?.stores.find((s) => s.storeId === storeId)?.pieces ?? {}))
      : null;
}

/** The quantity of a variant, or of all while none is chosen. */
export const quantityIn = (at: InOneStore | undefined, variantId: string | null): number =>
  variantId
    ? (at?.pieces[variantId] ?? 0)
    : Object.values(at?.pieces ?? {}).reduce((sum, n) => sum + Math.max(n, 0), 0);

/**
 * The availability of a product: the shopper's store with its pickup time, the other stores, and when it was checked.
 * `variantId` null means that no size is chosen yet; `size` is its label.
 */
export function StoreAvailability({
  productId,
  variantId,
  size,
}: {
  productId: string;
  variantId: string | null;
  size?: string | null;
}) {
  const t = useTranslations("stores");
  const { seconds, when, isToday } = useStoreTimes();
  const { stores, mine, loading, failed, retry } = useMyStore();
  const { data, isFetching, error, refetch } = useAvailability(productId);
  const at = (store: NearStore) => data?.stores.find((s) => s.storeId === store.id);
  if (failed || (error && !data)) {
    return (
      <Frame>
        <div className="flex items-center justify-between gap-4 px-[18px] py-4">
          <p className="text-soft">{t("unknown")}</p>
          <TextButton onClick={() => (failed ? retry() : void refetch())}>{t("again")}</TextButton>
        </div>
      </Frame>
    );
  }
  if (loading || !data || !mine) return <Waiting label={t("loading")} />;
  const others = stores.filter((s) => s.id !== mine.id);
  return (
    <Frame>
      <div className="flex items-start justify-between gap-4 px-[18px] py-3.5">
        <div className="min-w-0">
          <p>
            <span className="font-semibold">{mine.name}</span>{" "}
            <span className="text-sm text-soft">
              <DistanceText km={mine.km} />
              {mine.km === null ? "" : " · "}
              <OpenText store={mine} now={data.checkedAt} />
            </span>
          </p>
          <p className="text-sm font-medium tabular" aria-live="polite">
            <InStoreText at={at(mine)} store={mine} variantId={variantId} size={size ?? null} />
          </p>
        </div>
        <ChooseStore
          trigger={
            <button type="button" className="-my-1.5 min-h-11 shrink-0 text-sm underline underline-offset-4">
              {t("change")}
            </button>
          }
          detail={(store) => <InStoreText at={at(store)} store={store} variantId={variantId} size={size ?? null} />}
        />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 border-t border-hairline px-[18px] text-sm text-soft tabular">
        <ul className="flex flex-wrap gap-x-1.5 py-2.5 empty:hidden">
          {variantId
            ? others.map((store, i) => (
                <li key={store.id} className="whitespace-nowrap">
                  {store.name} {Math.max(quantityIn(at(store), variantId), 0)}
                  {i < others.length - 1 ? " ·" : ""}
                </li>
              ))
            : null}
        </ul>
        <button
          type="button"
          onClick={() => void refetch()}
          aria-label={t("checkAgain")}
          className="ml-auto min-h-11 shrink-0 hover:text-ink hover:underline"
        >
          {isFetching
            ? t("checking")
            : t("checked", {
                time: (isToday(data.checkedAt, mine.timeZone) ? seconds : when)(data.checkedAt, mine.timeZone),
              })}
        </button>
      </div>
    </Frame>
  );
}

/** "2 in size M · ready today at 15:40", or what to do instead. */
function InStoreText({
  at,
  store,
  variantId,
  size,
}: {
  at: InOneStore | undefined;
  store: NearStore;
  variantId: string | null;
  size: string | null;
}) {
  const t = useTranslations("stores");
  const { when } = useStoreTimes();
  const count = Math.max(quantityIn(at, variantId), 0);
  if (!variantId) return <>{count > 0 ? t("chooseSize") : t("inStock", { count: 0 })}</>;
  const pieces = size ? t("inSize", { count, size }) : t("inStock", { count });
  if (count === 0) return <span className="text-soft">{pieces}</span>;
  if (!at?.promisedAt) return <>{pieces}</>;
  return (
    <span className="text-sage">
      {pieces} · {t("ready", { when: when(at.promisedAt, store.timeZone) })}
    </span>
  );
}

const Frame = ({ children }: { children: React.ReactNode }) => (
  <section className="rounded border border-hairline bg-paper">{children}</section>
);

const TextButton = ({ onClick, children }: { onClick: () => void; children: React.ReactNode }) => (
  <button type="button" onClick={onClick} className="min-h-11 shrink-0 text-sm underline underline-offset-4">
    {children}
  </button>
);

function Waiting({ label }: { label: string }) {
  return (
    <Frame>
      <span className="sr-only">{label}</span>
      <div className="grid gap-2 px-[18px] py-[17px]">
        <Skeleton className="h-4 w-52" />
        <Skeleton className="h-4 w-44" />
      </div>
      <div className="flex h-[45px] items-center border-t border-hairline px-[18px]">
        <Skeleton className="h-4 w-64" />
      </div>
    </Frame>
  );
}
