"use client";
import { useLocale, useTranslations } from "next-intl";
import { type ErrorCode, errorCodes } from "@/server/platform/errors";
import { formatInstant } from "./dates";
import type { Locale } from "./routing";

type Refusal = { appCode?: unknown; details?: Record<string, string | number> };

/** The refusal inside an error of the API, or null when the API was not reached. */
export function refusalOf(error: unknown): { code: ErrorCode; details: Record<string, string | number> } | null {
  const data = (error as { data?: Refusal } | null)?.data;
  const code = errorCodes.find((known) => known === data?.appCode);
  return code ? { code, details: data?.details ?? {} } : null;
}

/** Formats `retryAfter` (seconds) in a readable unit. */
function toWaitTime({ retryAfter }: Record<string, string | number>): { seconds: number; minutes: number } {
  const seconds = Number(retryAfter ?? 0);
  return seconds > 90 ? { seconds: 0, minutes: Math.ceil(seconds / 60) } : { seconds, minutes: 0 };
}

/** The time of a conflicting appointment in its store's zone: "Tue 24 Nov, 12:00". */
function formatStart({ startsAt, timeZone }: Record<string, string | number>, locale: Locale): string {
  if (typeof startsAt !== "string" || typeof timeZone !== "string") return "";
  const at = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return formatInstant(locale, startsAt, { ...at, timeZone });
}

/** Returns the text of an API error in the page's language. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("errors");
  const locale = useLocale();
  return (error) => {
    const refusal = refusalOf(error);
    if (!refusal) return t("OFFLINE");
    const { code, details } = refusal;
    const when = formatStart(details, locale);
    return t(code, {
      limit: 0,
      held: 0,
      name: "",
      why: "",
      storeName: "none",
      when,
      ...toWaitTime(details),
      ...details,
    });
  };
}
