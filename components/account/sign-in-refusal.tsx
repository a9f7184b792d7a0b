"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";
import { errorCodes } from "@/server/platform/errors";

/** Why a sign-in elsewhere came back without one: the address says the refusal's code, and is tidied up. */
export function SignInRefusal() {
  const errors = useTranslations("errors");
  const t = useTranslations("account.google");
  const [sentence, setSentence] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is read once
  useEffect(() => {
    const asked = new URLSearchParams(location.search);
    const code = errorCodes.find((known) => known === asked.get("refused"));
    if (!code && !asked.has("error")) return;
    setSentence(code ? errors(code, { limit: 0, name: "", minutes: 0, seconds: 0 }) : t("failed"));
    history.replaceState(history.state, "", location.pathname);
  }, []);
  return sentence ? <Notice tone="refused">{sentence}</Notice> : null;
}
