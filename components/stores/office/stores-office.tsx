"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { ConflictList } from "@/components/stores/conflict-list";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { toLocalDate } from "@/server/stores/rules";
import { OpenText } from "../open-text";
import { StoreForm } from "./store-form";

/** The office's stores: each with its hours, holidays, preparation time and fitting rooms. */
export function StoresOffice() {
  const t = useTranslations("stores");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data, error, refetch } = useQuery(trpc.stores.office.list.queryOptions());
  const conflicts = useQuery(trpc.fittings.office.listConflicts.queryOptions());
  return (
    <main id="main" className="mx-auto w-full max-w-5xl px-5 py-8 md:px-10">
      <h1 className="mb-3 font-serif text-4xl">{t("office.title")}</h1>
      <p className="mb-8 max-w-prose text-pretty text-soft">{t("office.intro")}</p>
      <div className="mb-6 empty:hidden">
        <ConflictList fittings={conflicts.data ?? []} withStore />
      </div>
      {error && !data ? (
        <Empty title={errorText(error)} action={<Button onClick={() => void refetch()}>{t("again")}</Button>} />
      ) : null}
      {!data && !error ? <Skeleton className="h-96" /> : null}
      <ul className="grid gap-4">
        {data?.stores.map((store) => (
          <li key={store.id}>
            <details className="group rounded border border-hairline bg-paper open:border-ink" name="store">
              <summary className="flex min-h-16 cursor-pointer flex-wrap items-baseline gap-x-4 gap-y-1 px-5 py-4">
                <span className="font-serif text-2xl">{store.name}</span>
                <span className="text-soft">
                  {store.city} · {store.active ? <OpenText store={store} now={data.now} /> : t("office.inactive")}
                </span>
                <span className="ml-auto text-sm text-soft">{t("office.zone", { zone: store.timeZone })}</span>
              </summary>
              <StoreForm store={store} today={toLocalDate(Date.parse(data.now), store.timeZone)} />
            </details>
          </li>
        ))}
      </ul>
    </main>
  );
}
