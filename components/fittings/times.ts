"use client";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { formatInstant } from "@/components/i18n/dates";
import { addDays, dateAt } from "@/server/stores/rules";

const hourMs = 3_600_000;

/** Tells points in time as a store's wall clock does, in the page's language; `timeZone` is the store's. */
export function useFittingTimes(timeZone: string) {
  const locale = useLocale();
  const t = useTranslations("fittings");
  return useMemo(() => {
    const format = (at: number, options: Intl.DateTimeFormatOptions) =>
      formatInstant(locale, at, { ...options, timeZone });
    const wall = (at: number) => format(at, { hour: "2-digit", minute: "2-digit" });
    /** "18:30"; of a time that the wall shows twice on that night also the zone, "02:30 CET". */
    const time = (iso: string) => {
      const at = Date.parse(iso);
      const shown = wall(at);
      const twice = wall(at - hourMs) === shown || wall(at + hourMs) === shown;
      return twice ? format(at, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" }) : shown;
    };
    const day = (iso: string) => format(Date.parse(iso), { weekday: "short", day: "numeric", month: "short" });
    return {
      time,
      /** "Wed 25 Nov" */
      day,
      /** "Wednesday 25 November" */
      longDay: (iso: string) => format(Date.parse(iso), { weekday: "long", day: "numeric", month: "long" }),
      /** Hour on the wall, 0-23. */
      hour: (iso: string) => Number(format(Date.parse(iso), { hour: "2-digit" }).slice(0, 2)),
      /** "today 18:30", "tomorrow 10:00", "Wed 25 Nov 10:00"; `today` is the store's local day, YYYY-MM-DD. */
      when(iso: string, today: string): string {
        const date = dateAt(Date.parse(iso), timeZone);
        if (date === today) return t("today", { time: time(iso) });
        if (date === addDays(today, 1)) return t("tomorrow", { time: time(iso) });
        return t("dayTime", { day: day(iso), time: time(iso) });
      },
    };
  }, [locale, timeZone, t]);
}

/** A local day (YYYY-MM-DD) for a strip of days: "Mon" and "23 Nov", whatever the browser's own zone. */
export function useDayNames(): (date: string) => { weekday: string; day: string } {
  const locale = useLocale();
  return (date) => {
    const noon = Date.parse(`${date}T12:00:00Z`);
    const format = (options: Intl.DateTimeFormatOptions) =>
      formatInstant(locale, noon, { ...options, timeZone: "UTC" });
    return { weekday: format({ weekday: "short" }), day: format({ day: "numeric", month: "short" }) };
  };
}
