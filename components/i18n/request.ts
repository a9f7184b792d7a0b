import { hasLocale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import { loadMessages } from "./catalogue";
import { routing } from "./routing";

export default getRequestConfig(async ({ requestLocale, locale: explicit }) => {
  const asked = explicit ?? (await requestLocale);
  const locale = hasLocale(routing.locales, asked) ? asked : routing.defaultLocale;
  return { locale, timeZone: "Asia/Baku", messages: await loadMessages(locale) };
});
