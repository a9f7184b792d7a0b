import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/opsz.css";
import "../../globals.css";
import { cookies } from "next/headers";
import { hasLocale, NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { loadMessages } from "@/components/i18n/catalogue";
import { routing } from "@/components/i18n/routing";
import { ShiftGate } from "@/components/store/shift-gate";
import { ApiProvider } from "@/components/trpc/provider";
import { ToastProvider } from "@/components/ui/toast";

export default async function Layout({ children }: { children: ReactNode }) {
  const asked = (await cookies()).get("NEXT_LOCALE")?.value;
  const locale = hasLocale(routing.locales, asked) ? asked : routing.defaultLocale;
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
