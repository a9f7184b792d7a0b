"use client";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { formatInstant } from "@/components/i18n/dates";
import { addDays, dateAt } from "@/server/stores/rules";

/**
 * Tells points in time as the wall clock of a store does, in the page's language. `now` is the server's clock, by which
 * "today" is decided.
 */
export function useStoreTimes() {
  const locale = useLocale();
  const t = useTranslations("stores.when");
  return useMemo(() => {
    const format = (iso: string | number, timeZone: string, options: Intl.DateTimeFormatOptions) =>
      formatInstant(locale, iso, { ...options, timeZone });
    const clock = { hour: "2-digit", minute: "2-digit" } as const;
    const time = (iso: string | number, timeZone: string) => format(iso, timeZone, clock);
    const date = (iso: string | number, timeZone: string) =>
      format(iso, timeZone, { weekday: "short", day: "numeric", month: "short" });
    return {
      /** "15:40" */
      time,
      /** "14:38:06" */
      seconds: (iso: string, timeZone: string) => format(iso, timeZone, { ...clock, second: "2-digit" }),
      /** "Wed 25 Nov" */
      date,
      /** "today at 15:40", "tomorrow at 10:00", "Wed 25 Nov at 10:00" */
      when(iso: string | number, timeZone: string, now: string): string {
        const today = dateAt(Date.parse(now), timeZone);
        const day = dateAt(new Date(iso).getTime(), timeZone);
        const parts = { time: time(iso, timeZone), date: date(iso, timeZone) };
        if (day === today) return t("today", parts);
        return day === addDays(today, 1) ? t("tomorrow", parts) : t("other", parts);
      },
    };
  }, [locale, t]);
}
