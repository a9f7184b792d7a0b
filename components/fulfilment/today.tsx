"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { InboundTransfersLink } from "@/components/inventory/transfers/inbound-transfers-link";
import { LastUpdated, OfflineNotice } from "@/components/store/last-updated";
import { useShift } from "@/components/store/use-shift";
import { useServerNow } from "@/components/stores/server-now";
import { useStoreTimes } from "@/components/stores/times";
import { WorkQueue } from "./work-queue";

/** The store's wall clock, by the server's time. */
function useWallClock(): string {
  const { timeZone } = useShift();
  const { date, time } = useStoreTimes();
  const now = useServerNow(5_000);
  return `${date(now, timeZone)} · ${time(now, timeZone)}`;
}

/**
 * The tablet's first screen: the work queue at the left, the fitting rooms at the right. `urgent` stands over the
 * pickups (someone in a room waits), `rooms` is the timeline; without one the queue takes the screen.
 */
export function Today({ urgent, rooms }: { urgent?: ReactNode; rooms?: ReactNode }) {
  const t = useTranslations("store.today");
  const clock = useWallClock();
  return (
    <main id="main" className="flex min-h-[calc(100dvh-65px)] flex-col bg-paper">
      <header className="flex flex-wrap items-baseline gap-x-5 px-6 pt-4 pb-3">
        <h1 className="font-serif text-3xl">{t("title")}</h1>
        <p className="min-h-6 text-lg text-soft tabular">{clock}</p>
        <InboundTransfersLink />
        <p className="ml-auto">
          <LastUpdated />
        </p>
      </header>
      <div className="px-6 empty:hidden">
        <OfflineNotice />
      </div>
      <div
        className={`grid flex-1 border-t border-hairline ${rooms ? "landscape:grid-cols-[minmax(340px,2fr)_3fr]" : ""}`}
      >
        <section aria-label={t("next")} className="min-w-0 px-6 py-4">
          <WorkQueue urgent={urgent} />
        </section>
        {rooms ? (
          <section
            aria-label={t("rooms")}
            className="min-w-0 border-hairline px-6 py-4 portrait:border-t landscape:border-l"
          >
            {rooms}
          </section>
        ) : null}
      </div>
    </main>
  );
}
