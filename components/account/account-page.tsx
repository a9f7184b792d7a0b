"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { CustomerCard } from "@/components/assistance/customer-card";
import { useErrorText } from "@/components/i18n/use-error-text";
import { PrivacyLink } from "@/components/privacy/privacy-link";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { Contacts } from "./contacts";
import { Devices } from "./devices";
import { NameForm, SignOut } from "./profile";
import { SignIn } from "./sign-in";
import { SignInRefusal } from "./sign-in-refusal";

/** Sign-in, or the account: name, card, devices, privacy. The card is a guest's too. */
export function AccountPage() {
  const t = useTranslations("account");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const who = useQuery(trpc.shoppers.getMe.queryOptions(undefined, { staleTime: 0 }));
  const frame = "mx-auto grid w-full max-w-5xl items-start gap-14 px-5 py-10 md:grid-cols-2 md:px-14";
  if (who.error) {
    const again = <Button onClick={() => who.refetch()}>{t("again")}</Button>;
    return (
      <main id="main">
        <Empty title={t("unreachable")} text={errorText(who.error)} action={again} />
      </main>
    );
  }
  if (!who.data) {
    return (
      <main id="main" className={frame} aria-busy="true">
        <Skeleton className="h-64" />
        <Skeleton className="h-64" />
      </main>
    );
  }
  if (who.data.kind !== "customer") {
    return (
      <main id="main" className={frame}>
        <SignIn linked={who.data.kind === "linked"} />
        {who.data.kind === "linked" ? null : (
          <div className="grid gap-12">
            <CustomerCard />
            <PrivacyLink />
          </div>
        )}
      </main>
    );
  }
  return (
    <main id="main" className={frame}>
      <div className="grid gap-12">
        <header className="grid gap-1">
          <h1 className="font-serif text-4xl">{who.data.name || t("title")}</h1>
          <p className="text-soft">{who.data.email ?? who.data.phone}</p>
        </header>
        <SignInRefusal />
        <NameForm name={who.data.name} />
        <Contacts />
        <Devices />
        <SignOut />
      </div>
      <div className="grid gap-12">
        <CustomerCard />
        <PrivacyLink />
      </div>
    </main>
  );
}
