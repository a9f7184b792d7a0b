"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { AccessLog } from "@/components/assistance/access-log";
import { Link } from "@/components/i18n/navigation";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { Consents } from "./consents";
import { DataExport } from "./data-export";
import { DeleteAccount } from "./delete-account";

/** Scrolls to what replaced a long page. */
const focusMain = (main: HTMLElement | null) => {
  main?.focus({ preventScroll: true });
  if (main) window.scrollTo(0, 0);
};

/** The privacy page: consents, access log, data export and account deletion. */
export function PrivacyPage() {
  const t = useTranslations("privacy");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [erased, setErased] = useState(false);
  const who = useQuery(trpc.shoppers.getMe.queryOptions(undefined, { staleTime: 0, enabled: !erased }));
  if (erased) {
    const home = (
      <Link href="/" className={buttonClass()}>
        {t("erase.home")}
      </Link>
    );
    return (
      <main id="main" ref={focusMain} tabIndex={-1} className="outline-none">
        <Empty title={t("erase.doneTitle")} text={t("erase.doneText")} action={home} />
      </main>
    );
  }
  if (who.error) {
    const again = <Button onClick={() => void who.refetch()}>{t("again")}</Button>;
    return (
      <main id="main">
        <Empty title={t("unreachable")} text={errorText(who.error)} action={again} />
      </main>
    );
  }
  if (!who.data) {
    return (
      <main id="main" className="mx-auto grid max-w-5xl gap-6 px-5 py-10 md:grid-cols-2 md:px-14" aria-busy="true">
        <Skeleton className="h-64" />
        <Skeleton className="h-64" />
      </main>
    );
  }
  const { kind } = who.data;
  if (kind === "anonymous" || kind === "linked") {
    const account = (
      <Link href="/account" className={buttonClass()}>
        {t("toAccount")}
      </Link>
    );
    return (
      <main id="main">
        <Empty title={t("title")} text={t(kind === "linked" ? "linked" : "nothing")} action={account} />
      </main>
    );
  }
  return (
    <main id="main" className="mx-auto grid w-full max-w-5xl gap-10 px-5 py-10 md:px-14">
      <header className="grid gap-2">
        <Link
          href="/account"
          className="min-h-11 content-center justify-self-start text-sm underline underline-offset-4"
        >
          {t("toAccount")}
        </Link>
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      </header>
      <div className="grid items-start gap-14 md:grid-cols-2">
        <div className="grid gap-14">
          <Consents />
          <DataExport />
        </div>
        <div className="grid gap-14">
          <AccessLog />
          <DeleteAccount account={kind === "customer"} onDone={() => setErased(true)} />
        </div>
      </div>
    </main>
  );
}
