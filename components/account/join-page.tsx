"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Link, useRouter } from "@/components/i18n/navigation";
import { NetworkFailure } from "@/components/sync/engine/ports";
import { useOwner } from "@/components/sync/react/hooks";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { useToast } from "@/components/ui/toast";

type State = "joining" | "failed" | "offline" | "signedIn";

/** The page that a scanned one-time code opens: joins the shopper and shows the cart. */
export function JoinPage() {
  const t = useTranslations("sync.phone");
  const router = useRouter();
  const toast = useToast();
  const { join } = useOwner();
  const [state, setState] = useState<State>("joining");
  const secret = useRef<string | null>(null);

  const attempt = async () => {
    secret.current ??= location.hash.slice(1);
    // The code is a short-lived secret: it leaves the address bar and the history.
    history.replaceState(null, "", location.pathname);
    setState("joining");
    try {
      await join(secret.current);
      toast({ text: t("joined") });
      router.replace("/cart");
    } catch (e) {
      const failure = e instanceof NetworkFailure ? e : null;
      setState(failure?.code === "CONFLICT" ? "signedIn" : failure?.code ? "failed" : "offline");
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a one-time code is spent once
  useEffect(() => void attempt(), []);

  const bag = (
    <Link href="/cart" className={buttonClass({ variant: "outline" })}>
      {t("toCart")}
    </Link>
  );
  return (
    <main id="main" aria-live="polite">
      {state === "joining" ? <Empty title={t("joinTitle")} text={t("joining")} /> : null}
      {state === "failed" ? <Empty title={t("failed")} text={t("failedText")} action={bag} /> : null}
      {state === "signedIn" ? <Empty title={t("signedIn")} text={t("signedInText")} action={bag} /> : null}
      {state === "offline" ? (
        <Empty
          title={t("noNetwork")}
          text={t("noNetworkText")}
          action={<Button onClick={() => void attempt()}>{t("retry")}</Button>}
        />
      ) : null}
    </main>
  );
}
