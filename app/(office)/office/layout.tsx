import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/opsz.css";
import "../../globals.css";
import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { loadMessages } from "@/components/i18n/catalogue";
import { getStaffLocale } from "@/components/i18n/staff-locale";
import { OfficeGate } from "@/components/office/office-gate";
import { ApiProvider } from "@/components/trpc/provider";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations({ locale: await getStaffLocale(), namespace: "office" });
  return { title: `${t("name")} · Selvedge`, robots: { index: false } };
}

export default async function Layout({ children }: { children: ReactNode }) {
  const locale = await getStaffLocale();
  return (
    <html lang={locale}>
      <body>
        <NextIntlClientProvider locale={locale} messages={await loadMessages(locale)}>
          <ApiProvider surface="office">
            <OfficeGate>{children}</OfficeGate>
          </ApiProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
