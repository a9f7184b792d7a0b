"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { callAuth } from "./auth-call";

/** Signs in with Google or, with `link`, links Google to the present account. */
export function GoogleButton({ next, link = false }: { next: string; link?: boolean }) {
  const t = useTranslations("account.google");
  const errors = useTranslations("errors");
  const locale = useLocale();
  const [busy, setBusy] = useState(false);
  const [offline, setOffline] = useState(false);
  const go = async () => {
    setBusy(true);
    setOffline(false);
    try {
      const callbackUrl = link ? `/${locale}/account?link=google` : next || `/${locale}/account`;
      const { url } = await callAuth("signin/google", { callbackUrl: `${location.origin}${callbackUrl}` });
      location.assign(url);
    } catch {
      setOffline(true);
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-3">
      <Button variant="outline" block={!link} size={link ? "small" : "shop"} busy={busy} onClick={() => void go()}>
        {t(link ? "connect" : "signIn")}
      </Button>
      {offline ? <Notice tone="error">{errors("OFFLINE")}</Notice> : null}
    </div>
  );
}
