import { createTranslator } from "next-intl";
import { formatInstant } from "@/components/i18n/dates";
import az from "@/components/i18n/messages/az/receipt.json";
import en from "@/components/i18n/messages/en/receipt.json";
import ru from "@/components/i18n/messages/ru/receipt.json";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";

const messages = { en, ru, az };

/** The texts of a receipt in one language: message catalogue `receipt`. */
export const getReceiptTexts = (locale: Ctx["locale"]) => createTranslator({ locale, messages: messages[locale] });

/** Date and time as documents and mails write them, in `timeZone`: "Sun 22 Nov 2026, 15:40". */
export const formatDateTime = (locale: Ctx["locale"], at: string | Date, timeZone: string): string =>
  formatInstant(locale, at, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });

/** The URL of a shop page for a mail; the process knows its public address. */
export const buildPageUrl = (locale: Ctx["locale"], path: string): string =>
  `${env().PUBLIC_URL ?? process.env.NEXTAUTH_URL ?? ""}/${locale}${path}`;
