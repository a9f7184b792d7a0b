"use client";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { addDays, getHours, toLocalDate } from "@/server/stores/rules";
import type { DayHours } from "@/server/stores/schema";
import { useGeolocation } from "./geolocation";
import { type NearStore, useMyStore } from "./my-store";
import { DistanceText, OpenText } from "./open-text";
import { useWeekdays } from "./weekdays";

/** Every store: whether it is open, today's hours, the week's, the coming holidays, how far it is. */
export function StoresPage() {
  const t = useTranslations("stores");
  const { stores, mine, isChosen, now, loading, failed, retry, choose } = useMyStore();
  const { here, refused, locate } = useGeolocation();
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-5 pt-8 pb-24 md:px-14">
      <header className="mb-8 flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="font-serif text-4xl">{t("title")}</h1>
          <p className="mt-1 max-w-prose text-pretty text-soft">{t("intro")}</p>
        </div>
        {here ? null : (
          <Button variant="outline" size="small" onClick={locate}>
            {t("useLocation")}
          </Button>
        )}
        {refused ? <p className="w-full text-sm text-soft">{t("locationRefused")}</p> : null}
      </header>
      {failed ? (
        <Empty
          title={t("unknown")}
          action={
            <Button variant="outline" onClick={retry}>
              {t("again")}
            </Button>
          }
        />
      ) : null}
      {loading ? <Waiting label={t("loading")} /> : null}
      {now && stores.length === 0 ? <Empty title={t("none")} /> : null}
      <ul className="grid gap-x-10 gap-y-10 md:grid-cols-2 xl:grid-cols-3">
        {now
          ? stores.map((store) => (
              <li key={store.id}>
                <StoreCard store={store} now={now} mine={isChosen && store.id === mine?.id} onChoose={choose} />
              </li>
            ))
          : null}
      </ul>
    </main>
  );
}

function StoreCard({
  store,
  now,
  mine,
  onChoose,
}: {
  store: NearStore;
  now: string;
  mine: boolean;
  onChoose: (storeId: string) => void;
}) {
  const t = useTranslations("stores");
  return (
    <article className="grid h-full content-start gap-4 border-t border-ink pt-4">
      <header>
        <div className="flex items-baseline justify-between gap-4">
          <h2 className="font-serif text-2xl">{store.name}</h2>
          <span className="text-sm text-soft tabular">
            <DistanceText km={store.km} />
          </span>
        </div>
        <p className="text-soft">
          {store.city} · <OpenText store={store} now={now} />
        </p>
      </header>
      <address className="not-italic">
        <p>{store.address}</p>
        {store.phone ? (
          <a
            href={`tel:${store.phone.replace(/[^+\d]/g, "")}`}
            className="inline-flex min-h-11 items-center tabular underline-offset-4 hover:underline"
          >
            {store.phone}
          </a>
        ) : null}
      </address>
      <Week store={store} now={now} />
      <UpcomingHolidays store={store} now={now} />
      <div className="mt-auto">
        {mine ? (
          <p className="flex min-h-11 items-center font-medium text-sage">{t("mine")}</p>
        ) : (
          <Button variant="outline" size="small" onClick={() => onChoose(store.id)}>
            {t("makeMine")}
          </Button>
        )}
      </div>
    </article>
  );
}

const formatSpan = ([opens, closes]: DayHours[number]) => `${opens}–${closes}`;

function Week({ store, now }: { store: NearStore; now: string }) {
  const t = useTranslations("stores");
  const weekdays = useWeekdays();
  const today = toLocalDate(Date.parse(now), store.timeZone);
  const days = Array.from({ length: 7 }, (_, i) => addDays(today, i));
  return (
    <dl aria-label={t("hours")} className="grid grid-cols-[auto_1fr] gap-x-6 text-sm tabular">
      {days.map((date, i) => {
        const hours = getHours(store, date);
        const line = i === 0 ? "font-semibold" : "text-soft";
        return (
          <div key={date} className={`col-span-2 grid grid-cols-subgrid py-0.5 ${line}`}>
            <dt>{i === 0 ? t("today") : weekdays.ofDate(date)}</dt>
            <dd>{hours.length === 0 ? t("closedDay") : hours.map(formatSpan).join(", ")}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function UpcomingHolidays({ store, now }: { store: NearStore; now: string }) {
  const t = useTranslations("stores");
  const locale = useLocale();
  const weekdays = useWeekdays();
  const today = toLocalDate(Date.parse(now), store.timeZone);
  const until = addDays(today, 60);
  const coming = store.holidays
    .filter((h) => h.date >= today && h.date <= until)
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  if (coming.length === 0) return null;
  return (
    <section className="text-sm" lang={locale}>
      <h3 className="font-semibold">{t("holidays")}</h3>
      <ul className="text-soft tabular">
        {coming.map((h) => (
          <li key={h.date}>
            {weekdays.dayAndMonth(h.date)}: {h.name ? `${h.name}, ` : ""}
            {h.hours.length === 0 ? t("closedDay").toLocaleLowerCase(locale) : h.hours.map(formatSpan).join(", ")}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <div role="status" className="grid gap-10 md:grid-cols-2 xl:grid-cols-3">
      <span className="sr-only">{label}</span>
      {[1, 2, 3].map((i) => (
        <Skeleton key={i} className="h-80" />
      ))}
    </div>
  );
}
