"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguageSwitch } from "@/components/i18n/language-switch";

/** A narrow page with one form, before there is a session. */
export function OfficeFrame({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  const t = useTranslations("office");
  return (
    <div className="border-t-[3px] border-thread">
      <main className="mx-auto grid min-h-[calc(100dvh-3px)] max-w-md grid-rows-[auto_1fr] px-5 py-4">
        <header className="flex items-center justify-between">
          <p className="font-serif text-xl">
            Selvedge <span className="font-sans text-sm text-soft">{t("name")}</span>
          </p>
          <LanguageSwitch label={t("language")} size="shop" />
        </header>
        <section className="grid content-center gap-5 pb-24">
          <h1 className="font-serif text-4xl">{title}</h1>
          <p className="text-pretty text-soft">{text}</p>
          {children}
        </section>
      </main>
    </div>
  );
}
