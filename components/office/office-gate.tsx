"use client";
import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { ScanProvider } from "@/components/scans/scan-provider";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { ToastProvider } from "@/components/ui/toast";
import { OfficeHeader } from "./office-header";
import { OfficeSignIn } from "./office-sign-in";
import { PasskeyStep } from "./passkey-step";
import { OfficeContext } from "./use-office-me";

/** The first administrator is claimed before anybody can sign in. */
const openPath = "/office/claim";

/** Guards every office screen: requires an office session. The server checks again at each call. */
export function OfficeGate({ children }: { children: ReactNode }) {
  const t = useTranslations("office.gate");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const path = usePathname();
  const me = useQuery(
    trpc.staff.office.getSignInState.queryOptions(undefined, {
      staleTime: 0,
      refetchInterval: 60_000,
      enabled: path !== openPath,
    }),
  );
  if (path === openPath) return children;
  if (me.data === undefined) {
    if (!me.error) {
      return (
        <main className="grid min-h-dvh grid-rows-[auto_1fr] gap-6 p-6" aria-busy="true" aria-label={t("loading")}>
          <Skeleton className="h-12" />
          <Skeleton className="h-full" />
        </main>
      );
    }
    const again = <Button onClick={() => me.refetch()}>{t("again")}</Button>;
    return <Empty title={t("unreachable")} text={errorText(me.error)} action={again} />;
  }
  if (!me.data) return <OfficeSignIn />;
  if (me.data.state === "passkey") return <PasskeyStep state={me.data} />;
  return (
    <OfficeContext value={me.data}>
      <ToastProvider regionLabel={t("messages")}>
        <ScanProvider>
          <OfficeHeader />
          {children}
        </ScanProvider>
      </ToastProvider>
    </OfficeContext>
  );
}
