"use client";
import { useLocale, useTimeZone } from "next-intl";
import { useMemo } from "react";
import { formatAgo, formatInstant, type InstantParts } from "./dates";

type Instant = number | string | Date;

/** Formats instants in the page's language and the retailer's zone, for what belongs to no store. */
export function useInstants() {
  const locale = useLocale();
  const timeZone: string = useTimeZone() ?? "UTC";
  return useMemo(
    () => ({
      /** As `options` say, on a 24-hour clock. */
      at: (instant: Instant, options: InstantParts) => formatInstant(locale, instant, { ...options, timeZone }),
      /** "5 minutes ago", relative to `now`. */
      ago: (instant: Instant, now: number | Date) => formatAgo(locale, instant, now),
    }),
    [locale, timeZone],
  );
}
