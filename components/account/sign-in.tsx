"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useOwner } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { toSafePath } from "@/server/shoppers/rules";
import { GoogleButton } from "./google-button";
import { AddressStep } from "./sign-in-address";
import { CodeStep } from "./sign-in-code";
import { SignInRefusal } from "./sign-in-refusal";

/** The page to return to after a sign-in, if the page before named one. */
const getNextPage = () => toSafePath(new URLSearchParams(location.search).get("callbackUrl"), "");

/** Signs a shopper in by a code to e-mail or phone, or with Google; the guest's data are merged into the account. */
export function SignIn({ linked }: { linked: boolean }) {
  const t = useTranslations("account.signIn");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { refreshOwner } = useOwner();
  const [address, setAddress] = useState<string | null>(null);
  const methods = useQuery(trpc.shoppers.listSignInMethods.queryOptions());
  const done = async () => {
    await refreshOwner();
    const next = getNextPage();
    if (next) location.assign(next);
    else
      await Promise.all(
        [trpc.shoppers, trpc.contacts, trpc.devices].map((noun) =>
          queryClient.invalidateQueries({ queryKey: noun.pathKey() }),
        ),
      );
  };
  return (
    <section className="grid gap-5">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      {linked ? <p className="text-pretty">{t("linked")}</p> : null}
      <SignInRefusal />
      {methods.isPending ? <Skeleton className="h-56" /> : null}
      {methods.error ? (
        <Notice
          tone="error"
          action={
            <Button size="small" variant="quiet" onClick={() => methods.refetch()}>
              {t("retry")}
            </Button>
          }
        >
          {errorText(methods.error)}
        </Notice>
      ) : null}
      {methods.data && address ? (
        <CodeStep address={address} demo={methods.data.demo} onBack={() => setAddress(null)} onDone={done} />
      ) : null}
      {methods.data && !address ? <AddressStep methods={methods.data} onSent={setAddress} /> : null}
      {methods.data?.google && !address ? (
        <>
          <p className="text-center text-sm text-soft">{t("or")}</p>
          <GoogleButton next={typeof location === "undefined" ? "" : getNextPage()} />
        </>
      ) : null}
    </section>
  );
}
