"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { NamedAddress } from "./named-address";
import { OfficeFrame } from "./office-frame";

/** Claims the first administrator by the one-time link printed at start-up. The secret is in the fragment only. */
export function ClaimPage() {
  const t = useTranslations("office.claim");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [secret, setSecret] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  useEffect(() => {
    setSecret(location.hash.slice(1));
    // At an IP address the link to the named host still needs it.
    if (!/^[\d.]+$/.test(location.hostname)) history.replaceState(null, "", location.pathname);
  }, []);
  const claim = useMutation(trpc.staff.office.claim.mutationOptions({ onSuccess: () => location.assign("/office") }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    claim.mutate({ secret, name, email });
  };
  const refused = refusalOf(claim.error)?.code;
  const stale = refused === "CODE_EXPIRED" || (refused === "BAD_INPUT" && secret.length !== 22);
  return (
    <OfficeFrame title={t("title")} text={t("text")}>
      <NamedAddress />
      <form onSubmit={submit} className="grid gap-5">
        <TextField
          label={t("name")}
          autoComplete="name"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t("email")}
          type="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        {claim.error ? <Notice tone="refused">{stale ? t("stale") : errorText(claim.error)}</Notice> : null}
        <Button type="submit" block busy={claim.isPending || claim.isSuccess}>
          {t("begin")}
        </Button>
      </form>
    </OfficeFrame>
  );
}
