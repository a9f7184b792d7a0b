import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { hasLocale } from "next-intl";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { FittingPage } from "@/components/fittings/fitting-page";
import { routing } from "@/components/i18n/routing";

export const dynamicParams = false;

type Params = { params: Promise<{ locale: string; id: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { locale } = await params;
  if (!hasLocale(routing.locales, locale)) return {};
  const t = await getTranslations({ locale, namespace: "fittings.book" });
  return { title: t("title"), robots: { index: false } };
}

export default async function Page({ params }: Params) {
  const { locale, id } = await params;
  if (!hasLocale(routing.locales, locale)) notFound();
  setRequestLocale(locale);
  return <FittingPage id={id} />;
}
