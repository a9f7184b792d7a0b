"use client";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { formatInstant, formatTime } from "@/components/i18n/dates";
import { toDayWord } from "@/server/stores/rules";
import { useServerNow } from "./server-now";

type Instant = string | number;

/**
 * Formats instants in a store's time zone and the page's language. What is "today" is decided by the server's clock,
 * also on a page that stays open over midnight.
 */
export function useStoreTimes() {
  const locale = useLocale();
  const t = useTranslations("stores.when");
  const now = useServerNow(60_000);
  return useMemo(() => {
    const time = (at: Instant, timeZone: string) => formatTime(locale, at, timeZone);
    const date = (at: Instant, timeZone: string) =>
      formatInstant(locale, at, { weekday: "short", day: "numeric", month: "short", timeZone });
    return {
      /** "15:40": only beside its day, or on a screen of a single day. */
      time,
      /** "14:38:06", of a moment ago. */
      seconds: (at: Instant, timeZone: string) =>
        formatInstant(locale, at, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone }),
      /** "Wed 25 Nov" */
      date,
      isToday: (at: Instant, timeZone: string) => toDayWord(new Date(at).getTime(), now, timeZone) === "today",
      /** "today at 15:40", "tomorrow at 10:00", "Wed 25 Nov at 10:00" */
      when(at: Instant, timeZone: string): string {
        const parts = { time: time(at, timeZone), date: date(at, timeZone) };
        return t(toDayWord(new Date(at).getTime(), now, timeZone), parts);
      },
    };
  }, [locale, t, now]);
}
