import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { hasLocale } from "next-intl";
import { setRequestLocale } from "next-intl/server";
import { OfflinePage } from "@/components/cart/offline-page";
import { routing } from "@/components/i18n/routing";

export const dynamicParams = false;
// Made on request: a build has no database, and the head of the page names the retailer's departments.
export const dynamic = "force-dynamic";

export const metadata: Metadata = { robots: { index: false } };

export default async function Page({ params }: { params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!hasLocale(routing.locales, locale)) notFound();
  setRequestLocale(locale);
  return <OfflinePage />;
}
