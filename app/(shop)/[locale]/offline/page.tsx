import type { Metadata } from "next";
import { OfflinePage } from "@/components/cart/offline-page";
import { getPageLocale } from "@/components/i18n/page-locale";

export const dynamicParams = false;
// Made on request: a build has no database, and the head of the page names the retailer's departments.
export const dynamic = "force-dynamic";

export const metadata: Metadata = { robots: { index: false } };

export default async function Page({ params }: { params: Promise<{ locale: string }> }) {
  await getPageLocale(params);
  return <OfflinePage />;
}
