"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { NamedAddress } from "./named-address";
import { OfficeFrame } from "./office-frame";

/** Signs a member of the office in by a code to the work address. */
export function OfficeSignIn() {
  const t = useTranslations("office.signIn");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const request = useMutation(trpc.staff.office.requestCode.mutationOptions());
  const enter = useMutation(
    trpc.staff.office.signIn.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.staff.office.pathKey() }),
    }),
  );
  const ask = (event: FormEvent) => {
    event.preventDefault();
    request.mutate({ email });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ email, code });
  };
  const wrong = refusalOf(request.error)?.code === "BAD_INPUT";
  if (!request.isSuccess) {
    return (
      <OfficeFrame title={t("title")} text={t("text")}>
        <NamedAddress />
        <form onSubmit={ask} noValidate className="grid gap-5">
          <TextField
            label={t("email")}
            type="email"
            autoComplete="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={wrong ? t("emailWrong") : request.error ? errorText(request.error) : null}
          />
          <Button type="submit" block busy={request.isPending}>
            {t("send")}
          </Button>
          <p className="text-sm text-pretty text-soft">{t("idle")}</p>
        </form>
      </OfficeFrame>
    );
  }
  return (
    <OfficeFrame title={t("title")} text={t(request.data.mailed ? "sent" : "printed", { email })}>
      {request.data.mailed ? null : (
        <code className="border-rule border p-3 text-sm break-words">
          npm run office:code -- --email {email.trim()}
        </code>
      )}
      <form onSubmit={submit} noValidate className="grid gap-5">
        <TextField
          label={t("code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          autoFocus
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={enter.error ? errorText(enter.error) : null}
          className="text-2xl tracking-[0.3em] tabular"
        />
        <Button type="submit" block busy={enter.isPending}>
          {t("enter")}
        </Button>
        <button
          type="button"
          onClick={() => request.reset()}
          className="min-h-11 justify-self-start text-sm underline underline-offset-4"
        >
          {t("other")}
        </button>
      </form>
    </OfficeFrame>
  );
}
