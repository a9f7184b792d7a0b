"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { CodeField } from "@/components/contact/code-field";
import { Link } from "@/components/i18n/navigation";
import { describeDevice } from "@/components/sync/engine/owner-source";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useFormErrors } from "@/components/ui/use-form-errors";
import { sixDigitsSchema } from "@/server/shoppers/addresses/schema";
import { callAuth } from "./auth-call";
import { useRefusalText } from "./use-refusal";

/** Exchanges the code for a session; resolves with the refusal's code, or null when signed in. */
async function signIn(address: string, code: string): Promise<string | null> {
  const { kind, label } = describeDevice();
  try {
    return (await callAuth("callback/code", { address, code, kind, label: label ?? "" })).error;
  } catch {
    return "OFFLINE";
  }
}

type Props = { address: string; demo: boolean; onBack: () => void; onDone: () => Promise<void> };

/** The second step of a sign-in: the six digits, or another try at getting them. */
export function CodeStep({ address, demo, onBack, onDone }: Props) {
  const t = useTranslations("account.signIn");
  const errors = useTranslations("errors");
  const trpc = useTRPC();
  const refusal = useRefusalText();
  const [code, setCode] = useState("");
  const [refused, setRefused] = useState<{ code: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const again = useMutation(
    trpc.shoppers.requestCode.mutationOptions({
      onSuccess: () => {
        setCode("");
        setRefused(null);
        formErrors.reset();
      },
    }),
  );
  const formErrors = useFormErrors(sixDigitsSchema.safeParse(code).success ? {} : { code: true }, refused);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefused(null);
    if (!formErrors.check()) return;
    setBusy(true);
    again.reset();
    const refusedCode = await signIn(address, code);
    if (refusedCode) setRefused({ code: errors.has(refusedCode as "INTERNAL") ? refusedCode : "INTERNAL" });
    else await onDone();
    setBusy(false);
  };
  const words = { limit: 0, name: "", minutes: 0, seconds: 0 };
  const sentence = refused
    ? errors(refused.code as "RATE_LIMITED", words)
    : formErrors.shown.code
      ? t("codeForm")
      : null;
  return (
    <form ref={formErrors.form} onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-pretty text-soft">
        {t.rich("sent", { address, b: (text) => <b className="text-ink">{text}</b> })}
      </p>
      <CodeField value={code} onChange={setCode} error={sentence} autoFocus />
      {again.isSuccess ? <Notice tone="done">{t("sentAgain")}</Notice> : null}
      {again.error ? <Notice tone="refused">{refusal(again.error)}</Notice> : null}
      <Button type="submit" block busy={busy}>
        {t("enter")}
      </Button>
      <div className="flex flex-wrap justify-between gap-x-6 text-sm">
        {refused?.code === "CODE_EXPIRED" ? (
          <Button size="small" variant="outline" busy={again.isPending} onClick={() => again.mutate({ address })}>
            {t("sendAgain")}
          </Button>
        ) : (
          <button
            type="button"
            aria-busy={again.isPending || undefined}
            onClick={() => again.isPending || again.mutate({ address })}
            className="min-h-11 underline underline-offset-4"
          >
            {t("sendAgain")}
          </button>
        )}
        <button type="button" onClick={onBack} className="min-h-11 underline underline-offset-4">
          {t("other")}
        </button>
        {demo ? (
          <Link href="/demo-mail" target="_blank" className="min-h-11 content-center underline underline-offset-4">
            {t("demoMail")}
          </Link>
        ) : null}
      </div>
    </form>
  );
}
