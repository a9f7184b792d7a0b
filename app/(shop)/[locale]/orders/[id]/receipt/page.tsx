import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageLocale } from "@/components/i18n/page-locale";
import { ReceiptPage } from "@/components/orders/shopper/receipt-page";

export const dynamicParams = false;

type Props = { params: Promise<{ locale: string; id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = await pageLocale(params);
  const t = await getTranslations({ locale, namespace: "receipt" });
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

export default async function Page({ params }: Props) {
  await pageLocale(params);
  const { id } = await params;
  return <ReceiptPage id={id} />;
}
