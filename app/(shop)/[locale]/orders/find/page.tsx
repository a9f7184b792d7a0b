import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { getPageLocale } from "@/components/i18n/page-locale";
import { FindOrderPage } from "@/components/orders/shopper/find-order-page";

export const dynamicParams = false;
// Made on request: a build has no database, and the head of the page names the retailer's departments.
export const dynamic = "force-dynamic";

type Props = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "orders.guestAccess" });
  return { title: t("title"), robots: { index: false } };
}

export default async function Page({ params }: Props) {
  await getPageLocale(params);
  return <FindOrderPage />;
}
