import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/opsz.css";
import "../../globals.css";
import { cookies } from "next/headers";
import { hasLocale, NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { loadMessages } from "@/components/i18n/catalogue";
import { routing } from "@/components/i18n/routing";
import { OfficeGate } from "@/components/office/office-gate";
import { ApiProvider } from "@/components/trpc/provider";

export default async function Layout({ children }: { children: ReactNode }) {
  const asked = (await cookies()).get("NEXT_LOCALE")?.value;
  const locale = hasLocale(routing.locales, asked) ? asked : routing.defaultLocale;
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
