"use client";
import { useLocale } from "next-intl";
import { useMemo } from "react";
import { formatInstant } from "@/components/i18n/dates";

const noonOf = (date: string) => new Date(`${date}T12:00:00Z`);

/** Names of calendar days in the page's language; dates are YYYY-MM-DD and have no zone. */
export function useWeekdays() {
  const locale = useLocale();
  return useMemo(() => {
    const format = (date: string, options: Intl.DateTimeFormatOptions) =>
      formatInstant(locale, noonOf(date), { ...options, timeZone: "UTC" });
    return {
      /** "Wednesday" */
      ofDate: (date: string) => format(date, { weekday: "long" }),
      /** "Wednesday" for 2; Monday is 0. */
      name: (day: number) => format(`2026-06-0${day + 1}`, { weekday: "long" }),
      /** "31 December" */
      dayAndMonth: (date: string) => format(date, { day: "numeric", month: "long" }),
    };
  }, [locale]);
}
