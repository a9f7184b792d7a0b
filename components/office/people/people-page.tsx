"use client";
import { useTranslations } from "next-intl";
import { Merges } from "./merges";
import { Reviews } from "./reviews";

/** Merge reviews: accounts that may be one person, and merges that can be split. */
export function PeoplePage() {
  const t = useTranslations("shoppers");
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-12 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <Reviews />
      <Merges />
    </main>
  );
}
