"use client";
import { useTranslations } from "next-intl";
import { type ErrorCode, errorCodes } from "@/server/platform/errors";

type Refusal = { appCode?: unknown; details?: Record<string, string | number> };

/** The refusal inside an error of the API, or null when the API was not reached. */
export function refusalOf(error: unknown): { code: ErrorCode; details: Record<string, string | number> } | null {
  const data = (error as { data?: Refusal } | null)?.data;
  const code = errorCodes.find((known) => known === data?.appCode);
  return code ? { code, details: data?.details ?? {} } : null;
}

/** How long to wait, in the unit that a person would say: `retryAfter` is in seconds. */
function waiting({ retryAfter }: Record<string, string | number>): { seconds: number; minutes: number } {
  const seconds = Number(retryAfter ?? 0);
  return seconds > 90 ? { seconds: 0, minutes: Math.ceil(seconds / 60) } : { seconds, minutes: 0 };
}

/** Gives the sentence for an error of the API in the page's language. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("errors");
  return (error) => {
    const refusal = refusalOf(error);
    if (!refusal) return t("OFFLINE");
    return t(refusal.code, { limit: 0, name: "", why: "", ...waiting(refusal.details), ...refusal.details });
  };
}
