import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DemoMail } from "@/components/account/demo-mail";
import { getPageLocale } from "@/components/i18n/page-locale";
import { api } from "@/server/app/rsc";

export const dynamicParams = false;

export const metadata: Metadata = { title: "Demo mail", robots: { index: false } };
/** Whether this is the demo is known when it runs, not when it is built. */
export const dynamic = "force-dynamic";

export default async function Page({ params }: { params: Promise<{ locale: string }> }) {
  const locale = await getPageLocale(params);
  const exists = await api(locale)
    .messages.listLocal()
    .then(() => true)
    .catch(() => false);
  if (!exists) notFound();
  return <DemoMail />;
}
