"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { CodeField } from "@/components/contact/code-field";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ContactOutcome, ContactView } from "@/server/shoppers/contacts/schema";
import { AddressField, type ContactKind, looksLikeAddress } from "./sign-in-address";
import { useRefusalText } from "./use-refusal";

type OnDone = (outcome: ContactOutcome["outcome"]) => Promise<void>;

/** A form inside a list: its question, a submit and a cancel button. */
function Panel(props: {
  children: ReactNode;
  action: string;
  busy: boolean;
  error: ReactNode;
  onSubmit: () => void;
  onBack: () => void;
}) {
  const t = useTranslations("account.contacts");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4 border-l-2 border-hairline pl-4">
      {props.children}
      {props.error ? <Notice tone="refused">{props.error}</Notice> : null}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" size="small" busy={props.busy}>
          {props.action}
        </Button>
        <Button size="small" variant="quiet" onClick={props.onBack}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}

/** The address being typed: its field, and `read`, which returns it once it is plausible. */
function useTypedAddress(kind: ContactKind, label?: string) {
  const forms = useTranslations("account.signIn");
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const read = (): string | null => {
    const good = looksLikeAddress(kind, typed);
    setWrong(!good);
    return good ? typed : null;
  };
  const sentence = forms(kind === "email" ? "emailWrong" : "phoneWrong");
  const field = (
    <AddressField
      kind={kind}
      {...(label ? { label } : {})}
      value={typed}
      onChange={setTyped}
      error={wrong ? sentence : null}
    />
  );
  return { field, read, typed, setTyped };
}

/**
 * Adds an address or replaces the one in `replaces`. The new address (and the old one) gets a code, which is entered
 * here.
 */
export function NewContact(props: { kind: ContactKind; replaces?: ContactView; onDone: OnDone; onBack: () => void }) {
  const { kind, replaces, onDone, onBack } = props;
  const t = useTranslations("account.contacts");
  const forms = useTranslations("account.signIn");
  const { contacts } = useTRPCClient();
  const refusal = useRefusalText();
  const typed = useTypedAddress(kind, replaces && t("newAddress"));
  const [codes, setCodes] = useState({ old: "", new: "" });
  const send = useMutation({
    mutationFn: async (address: string) => {
      const { value } = await contacts.requestVerification.mutate({ address });
      if (replaces) await contacts.requestVerification.mutate({ contactId: replaces.id });
      return value;
    },
  });
  const confirm = useMutation({
    mutationFn: (address: string) =>
      replaces
        ? contacts.change.mutate({ id: replaces.id, address, oldCode: codes.old, newCode: codes.new })
        : contacts.add.mutate({ address, code: codes.new }),
    onSuccess: ({ outcome }) => onDone(outcome),
  });
  const sent = send.data;
  const submit = () => {
    if (sent) return confirm.mutate(sent);
    const address = typed.read();
    return address ? send.mutate(address) : undefined;
  };
  const at = replaces ? refusalOf(confirm.error)?.details.field : "new";
  const code = (name: "old" | "new", address: string) => (
    <CodeField
      {...(replaces ? { label: t("codeTo", { address }), name } : {})}
      value={codes[name]}
      onChange={(value) => setCodes({ ...codes, [name]: value })}
      error={at === name ? refusal(confirm.error) : null}
      autoFocus={name === "old" || !replaces}
    />
  );
  return (
    <Panel
      action={sent ? t("confirm") : replaces ? t("sendBoth") : forms("send")}
      busy={send.isPending || confirm.isPending}
      error={sent ? (at ? null : refusal(confirm.error)) : refusal(send.error)}
      onSubmit={submit}
      onBack={onBack}
    >
      {sent ? (
        <>
          <p className="text-sm">{replaces ? t("sentBoth") : t("sentTo", { address: sent })}</p>
          {replaces ? code("old", replaces.value) : null}
          {code("new", sent)}
        </>
      ) : (
        <>
          {typed.field}
          <PhoneCountryChoice
            error={send.error}
            typed={typed.typed}
            onChoose={(number) => {
              typed.setTyped(number);
              send.mutate(number);
            }}
          />
        </>
      )}
    </Panel>
  );
}

/** Changes the main address only with a code that was sent to it. */
export function VerifyMain(props: {
  main: ContactView;
  action: string;
  run: (code: string) => Promise<void>;
  onBack: () => void;
}) {
  const t = useTranslations("account.contacts");
  const forms = useTranslations("account.signIn");
  const trpc = useTRPC();
  const refusal = useRefusalText();
  const [code, setCode] = useState("");
  const sendCode = useMutation(trpc.contacts.requestVerification.mutationOptions());
  const run = useMutation({ mutationFn: props.run });
  return (
    <Panel
      action={sendCode.data ? props.action : forms("send")}
      busy={sendCode.isPending || run.isPending}
      error={refusal(sendCode.error)}
      onSubmit={() => (sendCode.data ? run.mutate(code) : sendCode.mutate({ contactId: props.main.id }))}
      onBack={props.onBack}
    >
      <p className="text-sm">{t(sendCode.data ? "sentTo" : "willSend", { address: props.main.value })}</p>
      {sendCode.data ? <CodeField value={code} onChange={setCode} error={refusal(run.error)} autoFocus /> : null}
    </Panel>
  );
}
