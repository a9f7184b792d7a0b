"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { sixDigitsSchema } from "@/server/shoppers/addresses/schema";

/** Wipes this device's copy once the server has erased its own. */
function useForgetDevice(onDone: () => void) {
  const { forget } = useOwner();
  const queryClient = useQueryClient();
  return async () => {
    onDone();
    await forget();
    queryClient.clear();
  };
}

/** Deletes an account, confirmed by a code sent to its own address. */
function DeleteWithCode({ onDone }: { onDone: () => void }) {
  const t = useTranslations("privacy.erase");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [code, setCode] = useState("");
  const [form, setForm] = useState(false);
  const wipe = useForgetDevice(onDone);
  const ask = useMutation(trpc.privacy.requestErasure.mutationOptions());
  const erase = useMutation(trpc.privacy.erase.mutationOptions({ onSuccess: wipe }));
  const { line } = useSyncStatus();
  if (!ask.data) {
    const limited = refusalOf(ask.error)?.code === "RATE_LIMITED";
    return (
      <>
        <Button variant="outline" className="justify-self-start" busy={ask.isPending} onClick={() => ask.mutate()}>
          {t("send")}
        </Button>
        {line === "offline" ? <Notice tone="kept">{t("offline")}</Notice> : null}
        {ask.error ? <Notice tone="refused">{limited ? t("limited") : errorText(ask.error)}</Notice> : null}
      </>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = sixDigitsSchema.safeParse(code);
    setForm(!typed.success);
    if (typed.success) erase.mutate({ code: typed.data });
  };
  const expired = refusalOf(erase.error)?.code === "CODE_EXPIRED";
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <p className="text-pretty">{t("sent", { to: ask.data.to })}</p>
      <TextField
        label={t("code")}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={9}
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={form ? t("codeForm") : erase.error && !expired ? errorText(erase.error) : null}
        className="text-2xl tracking-[0.3em] tabular"
      />
      {expired ? <Notice tone="refused">{t("expired")}</Notice> : null}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="accent" busy={erase.isPending}>
          {t("now")}
        </Button>
        <Button
          variant="outline"
          onClick={() => {
            erase.reset();
            setCode("");
            if (expired) ask.mutate();
            else ask.reset();
          }}
        >
          {expired ? t("sendAgain") : t("keep")}
        </Button>
      </div>
    </form>
  );
}

/** A guest has no verified address: the browser itself is the proof. */
function DeleteAsGuest({ onDone }: { onDone: () => void }) {
  const t = useTranslations("privacy.erase");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const wipe = useForgetDevice(onDone);
  const erase = useMutation(trpc.privacy.eraseGuest.mutationOptions({ onSuccess: wipe }));
  if (!open) {
    return (
      <Button variant="outline" className="justify-self-start" onClick={() => setOpen(true)}>
        {t("guest")}
      </Button>
    );
  }
  return (
    <>
      <div className="flex flex-wrap gap-3">
        <Button variant="accent" busy={erase.isPending} onClick={() => erase.mutate()}>
          {t("now")}
        </Button>
        <Button variant="outline" onClick={() => setOpen(false)}>
          {t("keep")}
        </Button>
      </div>
      {erase.error ? <Notice tone="error">{errorText(erase.error)}</Notice> : null}
    </>
  );
}

/** Erasure: states what is deleted, what is retained and why, and that it is final. */
export function DeleteAccount({ account, onDone }: { account: boolean; onDone: () => void }) {
  const t = useTranslations("privacy.erase");
  return (
    <section className="grid gap-4" aria-labelledby="erase-title">
      <h2 id="erase-title" className="font-serif text-2xl">
        {account ? t("title") : t("guestTitle")}
      </h2>
      <ul className="grid list-disc gap-1 pl-5 text-pretty">
        <li>{t("goes")}</li>
        <li>{t("ends")}</li>
        <li>{t("stays")}</li>
      </ul>
      <p className="font-medium text-pretty">{t("forGood")}</p>
      {account ? <DeleteWithCode onDone={onDone} /> : <DeleteAsGuest onDone={onDone} />}
    </section>
  );
}
