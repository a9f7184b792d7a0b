"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ContactOutcome, ContactView } from "@/server/identity/contacts/schema";
import { CodeField } from "./code-field";
import { AddressField, type Kind, looksLike } from "./sign-in-address";
import { useRefusal } from "./use-refusal";

type Done = (outcome: ContactOutcome["outcome"]) => Promise<void>;

/** A form inside a list: what it asks, its way on and its way back. */
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

/** Adds an address: a code goes to it, and comes back through this form. */
export function AddContact({ kind, onDone, onBack }: { kind: Kind; onDone: Done; onBack: () => void }) {
  const t = useTranslations("account.contacts");
  const forms = useTranslations("account.signIn");
  const trpc = useTRPC();
  const refusal = useRefusal();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const [code, setCode] = useState("");
  const prove = useMutation(trpc.identity.contacts.prove.mutationOptions());
  const add = useMutation(trpc.identity.contacts.add.mutationOptions({ onSuccess: ({ outcome }) => onDone(outcome) }));
  const sent = prove.data;
  const submit = () => {
    if (sent) return add.mutate({ address: sent.value, code });
    const good = looksLike(kind, typed);
    setWrong(!good);
    return good ? prove.mutate({ address: typed }) : undefined;
  };
  const formWrong = kind === "email" ? forms("emailWrong") : forms("phoneWrong");
  return (
    <Panel
      action={sent ? t("confirm") : forms("send")}
      busy={prove.isPending || add.isPending}
      error={sent ? null : refusal(prove.error)}
      onSubmit={submit}
      onBack={onBack}
    >
      {sent ? (
        <>
          <p className="text-sm">{t("sentTo", { address: sent.value })}</p>
          <CodeField value={code} onChange={setCode} error={refusal(add.error)} autoFocus />
        </>
      ) : (
        <AddressField kind={kind} value={typed} onChange={setTyped} error={wrong ? formWrong : null} />
      )}
    </Panel>
  );
}

/** Puts another address in one's place: a code to the old one, a code to the new one. */
export function ChangeContact({ contact, onDone, onBack }: { contact: ContactView; onDone: Done; onBack: () => void }) {
  const t = useTranslations("account.contacts");
  const forms = useTranslations("account.signIn");
  const trpc = useTRPC();
  const refusal = useRefusal();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const [codes, setCodes] = useState({ old: "", new: "" });
  const prove = useMutation(trpc.identity.contacts.prove.mutationOptions());
  const send = useMutation({
    mutationFn: async (address: string) => {
      const read = await prove.mutateAsync({ address });
      await prove.mutateAsync({ contactId: contact.id });
      return read.value;
    },
  });
  const change = useMutation(
    trpc.identity.contacts.change.mutationOptions({ onSuccess: ({ outcome }) => onDone(outcome) }),
  );
  const submit = () => {
    if (send.data) return change.mutate({ id: contact.id, address: send.data, oldCode: codes.old, newCode: codes.new });
    const good = looksLike(contact.kind, typed);
    setWrong(!good);
    return good ? send.mutate(typed) : undefined;
  };
  const formWrong = contact.kind === "email" ? forms("emailWrong") : forms("phoneWrong");
  const field = refusalOf(change.error)?.details.field;
  const errorAt = (name: "old" | "new") => (field === name ? refusal(change.error) : null);
  return (
    <Panel
      action={send.data ? t("confirm") : t("sendBoth")}
      busy={send.isPending || change.isPending}
      error={send.data ? (field ? null : refusal(change.error)) : refusal(send.error)}
      onSubmit={submit}
      onBack={onBack}
    >
      {send.data ? (
        <>
          <p className="text-sm">{t("sentBoth")}</p>
          <CodeField
            label={t("codeTo", { address: contact.value })}
            name="old"
            value={codes.old}
            onChange={(old) => setCodes({ ...codes, old })}
            error={errorAt("old")}
            autoFocus
          />
          <CodeField
            label={t("codeTo", { address: send.data })}
            name="new"
            value={codes.new}
            onChange={(next) => setCodes({ ...codes, new: next })}
            error={errorAt("new")}
          />
        </>
      ) : (
        <AddressField
          kind={contact.kind}
          label={t("newAddress")}
          value={typed}
          onChange={setTyped}
          error={wrong ? formWrong : null}
        />
      )}
    </Panel>
  );
}

/** Does something to the main address only with a code sent to it. */
export function ProveMain(props: {
  main: ContactView;
  action: string;
  run: (code: string) => Promise<void>;
  onBack: () => void;
}) {
  const t = useTranslations("account.contacts");
  const forms = useTranslations("account.signIn");
  const trpc = useTRPC();
  const refusal = useRefusal();
  const [code, setCode] = useState("");
  const prove = useMutation(trpc.identity.contacts.prove.mutationOptions());
  const run = useMutation({ mutationFn: props.run });
  return (
    <Panel
      action={prove.data ? props.action : forms("send")}
      busy={prove.isPending || run.isPending}
      error={refusal(prove.error)}
      onSubmit={() => (prove.data ? run.mutate(code) : prove.mutate({ contactId: props.main.id }))}
      onBack={props.onBack}
    >
      <p className="text-sm">{t(prove.data ? "sentTo" : "willSend", { address: props.main.value })}</p>
      {prove.data ? <CodeField value={code} onChange={setCode} error={refusal(run.error)} autoFocus /> : null}
    </Panel>
  );
}
