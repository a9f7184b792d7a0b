import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FittingPage } from "@/components/fittings/shopper/fitting-page";
import { getPageLocale } from "@/components/i18n/page-locale";

export const dynamicParams = false;

type Params = { params: Promise<{ locale: string; id: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "fittings.book" });
  return { title: t("title"), robots: { index: false } };
}

export default async function Page({ params }: Params) {
  await getPageLocale(params);
  const { id } = await params;
  return <FittingPage id={id} />;
}
