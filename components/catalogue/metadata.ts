import { type Locale, routing } from "@/components/i18n/routing";

/** The page's own address and the same page in the other languages (`path` without the language). */
export function buildAlternates(locale: Locale, path: string) {
  const at = (language: Locale) => `/${language}${path === "/" ? "" : path}`;
  return {
    canonical: at(locale),
    languages: {
      ...Object.fromEntries(routing.locales.map((l) => [l, at(l)])),
      "x-default": at(routing.defaultLocale),
    },
  };
}
