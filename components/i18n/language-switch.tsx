"use client";
import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { routing } from "./routing";

/** Changes the language of a surface whose addresses have none (tablet, office). Keeps it in this browser. */
export function LanguageSwitch({ label, size = "tablet" }: { label: string; size?: "shop" | "tablet" }) {
  const router = useRouter();
  const current = useLocale();
  const choose = (locale: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `NEXT_LOCALE=${locale}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  };
  return (
    <fieldset className="flex" aria-label={label}>
      {routing.locales.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={locale === current}
          onClick={() => choose(locale)}
          className={`${size === "tablet" ? "min-h-14 min-w-14" : "min-h-11 min-w-11 text-sm"} px-2 uppercase underline-offset-4 aria-pressed:font-semibold aria-pressed:underline`}
        >
          {locale}
        </button>
      ))}
    </fieldset>
  );
}
