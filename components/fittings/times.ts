"use client";
import { useLocale } from "next-intl";
import { useMemo } from "react";
import { formatInstant } from "@/components/i18n/dates";
import { useStoreTimes } from "@/components/stores/times";

/** Formats instants in a store's `timeZone` and the page's language. */
export function useFittingTimes(timeZone: string) {
  const locale = useLocale();
  const shared = useStoreTimes();
  return useMemo(() => {
    const format = (iso: string, options: Intl.DateTimeFormatOptions) =>
      formatInstant(locale, iso, { ...options, timeZone });
    return {
      /** "18:30": only beside its day, or on a screen of a single day. */
      time: (iso: string) => shared.time(iso, timeZone),
      /** "Wed 25 Nov" */
      day: (iso: string) => shared.date(iso, timeZone),
      /** "Wednesday 25 November" */
      longDay: (iso: string) => format(iso, { weekday: "long", day: "numeric", month: "long" }),
      /** Hour on the wall, 0-23. */
      hour: (iso: string) => Number(format(iso, { hour: "2-digit" }).slice(0, 2)),
      /** "today at 18:30", "tomorrow at 10:00", "Wed 25 Nov at 10:00". */
      when: (iso: string) => shared.when(iso, timeZone),
    };
  }, [locale, timeZone, shared]);
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
