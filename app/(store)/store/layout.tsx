import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/opsz.css";
import "../../globals.css";
import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { loadMessages } from "@/components/i18n/catalogue";
import { getStaffLocale } from "@/components/i18n/staff-locale";
import { ShiftGate } from "@/components/store/shift-gate";
import { ApiProvider } from "@/components/trpc/provider";
import { ToastProvider } from "@/components/ui/toast";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations({ locale: await getStaffLocale(), namespace: "store.shift" });
  return { title: `${t("tablet")} · Selvedge`, robots: { index: false } };
}

export default async function Layout({ children }: { children: ReactNode }) {
  const locale = await getStaffLocale();
  const t = await getTranslations({ locale, namespace: "sync" });
  return (
    <html lang={locale} data-surface="store">
      <body>
        <NextIntlClientProvider locale={locale} messages={await loadMessages(locale)}>
          <ApiProvider surface="store">
            <ToastProvider regionLabel={t("messages")}>
              <ShiftGate>{children}</ShiftGate>
            </ToastProvider>
          </ApiProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
