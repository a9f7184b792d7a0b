"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { LanguageSwitch } from "@/components/i18n/language-switch";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";

/** Makes this browser a tablet of a store by the office's one-time code, typed or from the QR code's address. */
export function EnrolScreen() {
  const t = useTranslations("store.enrol");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [code, setCode] = useState("");
  const enrol = useMutation(
    trpc.staff.store.enrolDevice.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.staff.store.getState.queryKey() }),
    }),
  );
  const { mutate } = enrol;
  useEffect(() => {
    const scanned = location.hash.slice(1);
    if (!scanned) return;
    // The code must not stay in the history.
    history.replaceState(null, "", location.pathname);
    mutate({ code: scanned });
  }, [mutate]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enrol.mutate({ code });
  };
  const refused = refusalOf(enrol.error)?.code;
  const error = refused === "BAD_INPUT" ? t("form") : refused === "CODE_EXPIRED" ? t("expired") : null;
  return (
    <main className="mx-auto grid min-h-dvh max-w-xl grid-rows-[auto_1fr] px-8 py-6">
      <header className="flex items-center justify-between">
        <p className="font-serif text-2xl">Selvedge</p>
        <LanguageSwitch label={t("language")} />
      </header>
      <form onSubmit={submit} className="grid content-center gap-6">
        <h1 className="font-serif text-4xl text-balance">{t("title")}</h1>
        <p className="text-lg text-pretty">{t("text")}</p>
        <TextField
          size="tablet"
          label={t("code")}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          placeholder="ABCD-EFGH"
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          className="tracking-[0.2em] uppercase"
          error={error ?? (enrol.error ? errorText(enrol.error) : null)}
        />
        <Button type="submit" size="tablet" busy={enrol.isPending}>
          {t("enrol")}
        </Button>
      </form>
    </main>
  );
}
