import { getPageLocale } from "@/components/i18n/page-locale";
import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/opsz.css";
import "../../globals.css";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { OwnerChange } from "@/components/account/owner-change";
import { AssistanceNotice } from "@/components/assistance/assistance-notice";
import { AssistanceRequests } from "@/components/assistance/assistance-request";
import { OfferNotice } from "@/components/fittings/waitlist/waitlist";
import { loadShopMessages } from "@/components/i18n/catalogue";
import { routing } from "@/components/i18n/routing";
import { RequestNotices } from "@/components/offline-requests/request-notices";
import { BottomBar } from "@/components/shell/bottom-bar";
import { Footer } from "@/components/shell/footer";
import { Header } from "@/components/shell/header";
import { RequestViews } from "@/components/shell/request-views";
import { SyncProvider } from "@/components/sync/react/provider";
import { SelvedgeLine } from "@/components/sync/react/selvedge-line";
import { ServiceWorker } from "@/components/sync/react/service-worker";
import { ApiProvider } from "@/components/trpc/provider";
import { ToastProvider } from "@/components/ui/toast";
import { getSiteOrigin, loadShellCategories } from "@/server/app/rsc";

export const generateStaticParams = () => routing.locales.map((locale) => ({ locale }));
// No `dynamicParams = false` here: it would forbid making product pages when they are asked for. Each page says it itself.
/** Pages made ahead get the retailer's departments within this many seconds; a build has no database. */
export const revalidate = 30;

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f2ea" },
    { media: "(prefers-color-scheme: dark)", color: "#141a2b" },
  ],
};

export async function generateMetadata({ params }: { params: Promise<{ locale: string }> }): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.home" });
  return {
    metadataBase: new URL(getSiteOrigin() ?? "http://localhost"),
    title: { default: t("title"), template: "%s · Selvedge" },
    description: t("description"),
  };
}

export default async function ShopLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ locale: string }>;
}) {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.shell" });
  const categories = await loadShellCategories();
  return (
    <html lang={locale}>
      <body className="flex flex-col">
        <NextIntlClientProvider messages={await loadShopMessages(locale)}>
          <ApiProvider surface="shop">
            <SyncProvider surface="shop">
              <ToastProvider regionLabel={t("messages")}>
                <a
                  href="#main"
                  className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-60 focus:bg-ink focus:px-5 focus:py-3 focus:text-on-ink"
                >
                  {t("skip")}
                </a>
                <SelvedgeLine />
                <ServiceWorker />
                <OwnerChange />
                <RequestViews>
                  <Header categories={categories} />
                  <AssistanceNotice />
                  <RequestNotices />
                  <OfferNotice />
                  <AssistanceRequests />
                  <div className="flex-1">{children}</div>
                  <Footer categories={categories} />
                  <BottomBar />
                </RequestViews>
              </ToastProvider>
            </SyncProvider>
          </ApiProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
