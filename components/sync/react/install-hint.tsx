"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

type InstallPrompt = Event & { prompt(): Promise<unknown> };
const answeredKey = "selvedge-install-later";

/**
 * Offers to install the shop, once, where the browser can: quietly, at the end of the cart. Safari on phones is told how,
 * since it offers no prompt.
 */
export function InstallHint() {
  const t = useTranslations("sync.install");
  const [prompt, setPrompt] = useState<InstallPrompt | null>(null);
  const [byHand, setByHand] = useState(false);
  useEffect(() => {
    if (matchMedia("(display-mode: standalone)").matches || localStorage.getItem(answeredKey)) return undefined;
    setByHand(/iPhone|iPad/.test(navigator.userAgent));
    const onPromptOffered = (event: Event) => {
      event.preventDefault();
      setPrompt(event as InstallPrompt);
    };
    window.addEventListener("beforeinstallprompt", onPromptOffered);
    return () => window.removeEventListener("beforeinstallprompt", onPromptOffered);
  }, []);
  if (!prompt && !byHand) return null;
  const close = () => {
    localStorage.setItem(answeredKey, "1");
    setPrompt(null);
    setByHand(false);
  };
  const install = () => {
    void prompt?.prompt();
    close();
  };
  return (
    <section className="mt-8 grid gap-1 border border-hairline bg-paper p-5">
      <h2 className="font-medium">{t("title")}</h2>
      <p className="text-sm text-soft">{t("text")}</p>
      {byHand ? <p className="text-sm">{t("ios")}</p> : null}
      <div className="mt-2 flex gap-2">
        {prompt ? (
          <Button size="small" onClick={install}>
            {t("install")}
          </Button>
        ) : null}
        <Button size="small" variant="quiet" onClick={close}>
          {t("later")}
        </Button>
      </div>
    </section>
  );
}
