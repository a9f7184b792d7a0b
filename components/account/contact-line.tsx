"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ContactView } from "@/server/shoppers/contacts/schema";
import { NewContact, VerifyMain } from "./contact-panels";
import { useRefusalText } from "./use-refusal";

type PanelKind = "change" | "remove" | "prefer" | null;
type Props = {
  contact: ContactView;
  /** The main one of its kind. */
  main: ContactView;
  /** The account has no other. */
  only: boolean;
  onDone: (outcome: "done" | "owned") => Promise<void>;
};

/** One address of the account with its actions. */
export function ContactLine({ contact, main, only, onDone }: Props) {
  const t = useTranslations("account.contacts");
  const trpc = useTRPC();
  const refusal = useRefusalText();
  const [open, setOpen] = useState<PanelKind>(null);
  const remove = useMutation(trpc.contacts.remove.mutationOptions());
  const prefer = useMutation(trpc.contacts.setPrimary.mutationOptions());
  const finish = async (outcome: "done" | "owned" = "done") => {
    setOpen(null);
    await onDone(outcome);
  };
  const { id, value, primary } = contact;
  const removeNow = () => remove.mutate({ id, code: null }, { onSuccess: () => finish() });
  const small = (action: Exclude<PanelKind, null>, click: () => void, label: string) => (
    <Button
      size="small"
      variant="quiet"
      className="px-2"
      aria-expanded={open === action}
      aria-label={`${label}: ${value}`}
      onClick={click}
    >
      {label}
    </Button>
  );
  return (
    <li className="grid gap-4 border-b border-hairline py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p className="py-2 font-medium break-all tabular">
          {value}
          {primary ? (
            <span className="ml-2 inline-block text-sm font-normal break-normal text-soft">{t("main")}</span>
          ) : null}
        </p>
        <div className="-mx-2 flex flex-wrap">
          {primary ? null : small("prefer", () => setOpen("prefer"), t("prefer"))}
          {small("change", () => setOpen("change"), t("change"))}
          {only ? null : small("remove", () => (primary ? setOpen("remove") : removeNow()), t("remove"))}
        </div>
      </div>
      {remove.error && open === null ? <Notice tone="refused">{refusal(remove.error)}</Notice> : null}
      {open === "change" ? (
        <NewContact kind={contact.kind} replaces={contact} onDone={finish} onBack={() => setOpen(null)} />
      ) : null}
      {open === "remove" || open === "prefer" ? (
        <VerifyMain
          key={open}
          main={main}
          action={t(open)}
          run={async (code) => {
            await (open === "remove" ? remove : prefer).mutateAsync({ id, code });
            await finish();
          }}
          onBack={() => setOpen(null)}
        />
      ) : null}
    </li>
  );
}
