"use client";
import { useTimeZone, useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useStoreTimes } from "@/components/stores/times";

/** The sentence for a refusal of the sign-in and of the contacts: too many codes say when the next may be asked for. */
export function useRefusalText(): (error: unknown) => string | null {
  const t = useTranslations("account.signIn");
  const errorText = useErrorText();
  const { when } = useStoreTimes();
  const timeZone: string = useTimeZone() ?? "UTC";
  return (error) => {
    if (!error) return null;
    const refusal = refusalOf(error);
    const retryAt = refusal?.code === "RATE_LIMITED" ? refusal.details.retryAt : undefined;
    if (typeof retryAt !== "string") return errorText(error);
    return t("tooMany", { time: when(retryAt, timeZone) });
  };
}
