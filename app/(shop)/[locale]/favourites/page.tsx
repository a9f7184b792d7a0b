import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FavouritesPage } from "@/components/catalogue/favourites-page";
import { getPageLocale } from "@/components/i18n/page-locale";

export const dynamicParams = false;
// Made on request: a build has no database, and the head of the page names the retailer's departments.
export const dynamic = "force-dynamic";

type Params = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "favourites" });
  return { title: t("title"), robots: { index: false } };
}

export default async function Page({ params }: Params) {
  await getPageLocale(params);
  return <FavouritesPage />;
}
