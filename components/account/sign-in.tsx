"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Link } from "@/components/i18n/navigation";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useOwner } from "@/components/sync/hooks";
import { thisDevice } from "@/components/sync/owner-source";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { emailSchema, safePath, sixDigitsSchema } from "@/server/identity/rules";
import type { ErrorCode } from "@/server/platform/errors";

/** Exchanges the code for a session; resolves with the refusal's code, or null when signed in. */
async function enter(email: string, code: string): Promise<ErrorCode | "OFFLINE" | null> {
  const { signIn } = await import("next-auth/react");
  const { kind, label } = thisDevice();
  try {
    const answer = await signIn("code", { redirect: false, address: email, code, kind, label: label ?? "" });
    return answer?.ok ? null : ((answer?.error ?? "INTERNAL") as ErrorCode);
  } catch {
    return "OFFLINE";
  }
}

function EmailStep({ onSent }: { onSent: (email: string) => void }) {
  const t = useTranslations("account.signIn");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [email, setEmail] = useState("");
  const [wrong, setWrong] = useState(false);
  const request = useMutation(
    trpc.identity.requestCode.mutationOptions({ onSuccess: (_, sent) => onSent(sent.address) }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const folded = emailSchema.safeParse(email);
    setWrong(!folded.success);
    if (folded.success) request.mutate({ address: folded.data });
  };
  const refused =
    request.error && (refusalOf(request.error)?.code === "TOO_MANY" ? t("tooMany") : errorText(request.error));
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-pretty text-soft">{t("text")}</p>
      <TextField
        label={t("email")}
        type="email"
        inputMode="email"
        autoComplete="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={wrong ? t("emailWrong") : refused}
      />
      <Button type="submit" block busy={request.isPending}>
        {t("send")}
      </Button>
    </form>
  );
}

/** In the demo the mail lies on this machine; elsewhere the page does not exist and nothing is shown. */
function DemoMailLink() {
  const t = useTranslations("account.signIn");
  const trpc = useTRPC();
  const mails = useQuery(trpc.messaging.localMails.queryOptions(undefined, { retry: false }));
  if (!mails.data) return null;
  return (
    <Link href="/demo-mail" target="_blank" className="min-h-11 content-center underline underline-offset-4">
      {t("demoMail")}
    </Link>
  );
}

function CodeStep({ email, onBack, onDone }: { email: string; onBack: () => void; onDone: () => Promise<void> }) {
  const t = useTranslations("account.signIn");
  const errors = useTranslations("errors");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!sixDigitsSchema.safeParse(code).success) return setProblem(t("codeForm"));
    setBusy(true);
    const refused = await enter(email, code);
    if (refused) setProblem(errors.has(refused) ? errors(refused, { limit: 0, name: "" }) : errors("INTERNAL"));
    else await onDone();
    return setBusy(false);
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-pretty text-soft">
        {t.rich("sent", { email, b: (text) => <b className="text-ink">{text}</b> })}
      </p>
      <TextField
        label={t("code")}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={9}
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={problem}
        className="text-2xl tracking-[0.3em] tabular"
      />
      <Button type="submit" block busy={busy}>
        {t("enter")}
      </Button>
      <div className="flex flex-wrap justify-between gap-x-6 text-sm">
        <button type="button" onClick={onBack} className="min-h-11 underline underline-offset-4">
          {t("other")}
        </button>
        <DemoMailLink />
      </div>
    </form>
  );
}

/** Signs a shopper in by an e-mailed code; what this browser gathered as a guest goes with it. */
export function SignIn({ linked }: { linked: boolean }) {
  const t = useTranslations("account.signIn");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { refreshOwner } = useOwner();
  const [email, setEmail] = useState<string | null>(null);
  const done = async () => {
    await refreshOwner();
    const next = safePath(new URLSearchParams(location.search).get("callbackUrl"), "");
    if (next) location.assign(next);
    else await queryClient.invalidateQueries({ queryKey: trpc.identity.pathKey() });
  };
  return (
    <section className="grid gap-5">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      {linked ? <p className="text-pretty">{t("linked")}</p> : null}
      {email ? <CodeStep email={email} onBack={() => setEmail(null)} onDone={done} /> : <EmailStep onSent={setEmail} />}
    </section>
  );
}
