"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { PrivacyNote } from "@/components/contact/privacy-note";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { useFormErrors } from "@/components/ui/use-form-errors";
import { looksLikeEmail, looksLikePhone } from "@/server/shoppers/addresses/rules";
import type { SignInMethods } from "@/server/shoppers/contacts/schema";
import { useRefusalText } from "./use-refusal";

export type ContactKind = "email" | "phone";

/** Attributes of the field, so that the browser offers the right keyboard and autofill. */
const fields = {
  email: { type: "email", inputMode: "email", autoComplete: "email" },
  phone: { type: "tel", inputMode: "tel", autoComplete: "tel" },
} as const;

/** Whether it can be an address at all; the server reads it exactly. */
export const looksLikeAddress = (kind: ContactKind, text: string): boolean =>
  kind === "email" ? looksLikeEmail(text) : looksLikePhone(text);

/** Asks for an e-mail or phone number of a kind. */
export function AddressField(props: {
  kind: ContactKind;
  value: string;
  onChange: (value: string) => void;
  error: string | null;
  label?: string;
}) {
  const t = useTranslations("account.signIn");
  const { kind, value, onChange, error, label } = props;
  return (
    <TextField
      {...fields[kind]}
      label={label ?? t(kind)}
      {...(kind === "phone" ? { hint: t("phoneHint") } : {})}
      name={kind}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
    />
  );
}

/** The first step of a sign-in: where the code shall go. Only channels that are configured are offered. */
export function AddressStep({ methods, onSent }: { methods: SignInMethods; onSent: (address: string) => void }) {
  const t = useTranslations("account.signIn");
  const trpc = useTRPC();
  const refusal = useRefusalText();
  const kinds = [...(methods.email ? ["email" as const] : []), ...(methods.sms ? ["phone" as const] : [])];
  const [kind, setKind] = useState<ContactKind>(kinds[0] ?? "email");
  const [typed, setTyped] = useState("");
  const request = useMutation(trpc.shoppers.requestCode.mutationOptions({ onSuccess: ({ value }) => onSent(value) }));
  const errors = useFormErrors(looksLikeAddress(kind, typed) ? {} : { address: true }, request.error);
  if (kinds.length === 0) return <Notice tone="refused">{t("noCodes")}</Notice>;
  const choose = (next: ContactKind) => {
    setKind(next);
    setTyped("");
    errors.reset();
    request.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (errors.check()) request.mutate({ address: typed });
  };
  const sendTo = (number: string) => {
    setTyped(number);
    request.mutate({ address: number });
  };
  const formWrong = kind === "email" ? t("emailWrong") : t("phoneWrong");
  return (
    <form ref={errors.form} onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-pretty text-soft">
        {t(kinds.length > 1 ? "text" : kind === "email" ? "textEmail" : "textPhone")}
      </p>
      {kinds.length > 1 ? (
        <div>
          <Segmented
            legend={t("where")}
            options={kinds.map((value) => ({ value, label: t(`by.${value}`) }))}
            value={kind}
            onChange={choose}
          />
        </div>
      ) : null}
      <AddressField
        kind={kind}
        value={typed}
        onChange={setTyped}
        error={errors.shown.address ? formWrong : refusal(request.error)}
      />
      <PhoneCountryChoice error={request.error} typed={typed} onChoose={sendTo} />
      <Button type="submit" block busy={request.isPending}>
        {t("send")}
      </Button>
      <PrivacyNote offer={false} />
    </form>
  );
}
