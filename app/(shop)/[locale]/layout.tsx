import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/opsz.css";
import "../../globals.css";
import { notFound } from "next/navigation";
import { hasLocale, NextIntlClientProvider } from "next-intl";
import { getTranslations, setRequestLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { routing } from "@/components/i18n/routing";
import { SyncProvider } from "@/components/sync/provider";
import { SelvedgeLine } from "@/components/sync/selvedge-line";
import { ServiceWorker } from "@/components/sync/service-worker";
import { ApiProvider } from "@/components/trpc/provider";
import { ToastProvider } from "@/components/ui/toast";

export const generateStaticParams = () => routing.locales.map((locale) => ({ locale }));
export const dynamicParams = false;

export default async function ShopLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ locale: string }>;
}) {
  const { locale } = await params;
  if (!hasLocale(routing.locales, locale)) notFound();
  setRequestLocale(locale);
  const t = await getTranslations({ locale, namespace: "sync" });
  return (
    <html lang={locale}>
      <body>
        <NextIntlClientProvider>
          <ApiProvider surface="shop">
            <SyncProvider surface="shop">
              <ToastProvider regionLabel={t("messages")}>
                <SelvedgeLine />
                <ServiceWorker />
                {children}
              </ToastProvider>
            </SyncProvider>
          </ApiProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
