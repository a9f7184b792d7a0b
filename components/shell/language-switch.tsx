"use client";
import { useLocale, useTranslations } from "next-intl";
import { usePathname } from "@/components/i18n/navigation";
import { type Locale, routing } from "@/components/i18n/routing";

const names: Record<Locale, string> = { en: "English", ru: "Русский", az: "Azərbaycanca" };
const yearInSeconds = 31_536_000;

/** Goes to the same page in another language, with its question mark and all, and remembers the choice. */
export function LanguageSwitch({ className = "", long = false }: { className?: string; long?: boolean }) {
  const t = useTranslations("catalogue.shell");
  const current = useLocale();
  const pathname = usePathname();
  return (
    <nav aria-label={t("language")} className={`items-center ${className}`}>
      {routing.locales.map((locale) => (
        <a
          key={locale}
          href={`/${locale}${pathname === "/" ? "" : pathname}`}
          hrefLang={locale}
          lang={locale}
          aria-current={locale === current ? "true" : undefined}
          aria-label={names[locale]}
          onClick={(event) => {
            // biome-ignore lint/suspicious/noDocumentCookie: next.config's redirects read this cookie; Cookie Store is not everywhere
            document.cookie = `NEXT_LOCALE=${locale}; path=/; max-age=${yearInSeconds}; samesite=lax`;
            event.currentTarget.search = location.search;
          }}
          className={`flex min-h-11 min-w-8 items-center justify-center px-1.5 text-[13px] ${locale === current ? "font-semibold text-ink" : "text-soft hover:text-ink"}`}
        >
          {long ? names[locale] : locale.toUpperCase()}
        </a>
      ))}
    </nav>
  );
}
