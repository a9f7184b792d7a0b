import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { getPageLocale } from "@/components/i18n/page-locale";
import { ReservationPage } from "@/components/reservations/reservation-page";

export const dynamicParams = false;

type Props = { params: Promise<{ locale: string; id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "reservations" });
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

export default async function Page({ params }: Props) {
  await getPageLocale(params);
  const { id } = await params;
  return <ReservationPage id={id} />;
}
