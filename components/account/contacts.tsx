"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { ContactLine } from "./contact-line";
import { NewContact } from "./contact-panels";
import { GoogleButton } from "./google-button";

/** The account's verified e-mails and phones, and its link to Google. */
export function Contacts() {
  const t = useTranslations("account.contacts");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const list = useQuery(trpc.contacts.list.queryOptions());
  const methods = useQuery(trpc.shoppers.listSignInMethods.queryOptions());
  const [adding, setAdding] = useState<"email" | "phone" | null>(null);
  const [result, setResult] = useState<"done" | "owned" | null>(null);
  const onChanged = async (outcome: "done" | "owned") => {
    setResult(outcome);
    setAdding(null);
    await Promise.all(
      [trpc.contacts, trpc.shoppers].map((noun) => queryClient.invalidateQueries({ queryKey: noun.pathKey() })),
    );
  };
  const removeGoogle = useMutation(
    trpc.contacts.disconnectGoogle.mutationOptions({ onSuccess: () => onChanged("done") }),
  );
  const contacts = list.data?.contacts ?? [];
  return (
    <section className="grid gap-3">
      <h2 className="font-serif text-2xl">{t("title")}</h2>
      <p className="text-sm text-pretty text-soft">{t("text")}</p>
      {list.isPending ? <Skeleton className="h-24" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      <ul>
        {contacts.map((contact) => (
          <ContactLine
            key={contact.id}
            contact={contact}
            main={contacts.find((c) => c.kind === contact.kind && c.primary) ?? contact}
            only={contacts.length === 1}
            onDone={onChanged}
          />
        ))}
        {list.data?.google ? (
          <li className="flex flex-wrap items-center justify-between gap-x-4 border-b border-hairline py-3">
            <p className="font-medium">Google</p>
            <Button size="small" variant="quiet" busy={removeGoogle.isPending} onClick={() => removeGoogle.mutate()}>
              {t("disconnect")}
            </Button>
          </li>
        ) : null}
      </ul>
      {result ? <Notice tone={result === "done" ? "done" : "refused"}>{t(`said.${result}`)}</Notice> : null}
      {removeGoogle.error ? <Notice tone="error">{errorText(removeGoogle.error)}</Notice> : null}
      {adding ? (
        <NewContact key={adding} kind={adding} onDone={onChanged} onBack={() => setAdding(null)} />
      ) : (
        <div className="flex flex-wrap gap-3">
          {methods.data?.email ? (
            <Button size="small" variant="outline" onClick={() => setAdding("email")}>
              {t("addEmail")}
            </Button>
          ) : null}
          {methods.data?.sms ? (
            <Button size="small" variant="outline" onClick={() => setAdding("phone")}>
              {t("addPhone")}
            </Button>
          ) : null}
          {methods.data?.google && list.data && !list.data.google ? <GoogleButton next="" link /> : null}
        </div>
      )}
    </section>
  );
}
