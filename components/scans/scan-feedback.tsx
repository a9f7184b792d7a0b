"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { Button } from "@/components/ui/button";
import { formatCode, useScanView } from "./scan-provider";
import { isMuted, setMuted } from "./sounds";

/** The feedback to show: a blocked scan comes before answered ones. */
function useScanMessage(): { key: string; words: string; tone: "done" | "refused" | "info" } {
  const t = useTranslations("scans");
  const errorText = useErrorText();
  const { now, said, waiting } = useScanView();
  if (now?.why === "failed") {
    const facts = { code: formatCode(now.text), why: errorText(now.error) };
    return { key: `failed ${now.text}`, words: t("failed", facts), tone: "refused" };
  }
  if (now?.why === "covered")
    return { key: `covered ${now.text}`, words: t("covered", { code: formatCode(now.text) }), tone: "refused" };
  if (waiting > 1) return { key: "waiting", words: t("waiting", { count: waiting }), tone: "info" };
  if (!said) return { key: "ready", words: t("ready"), tone: "info" };
  const words = said.what === "answer" ? said.words : t(said.what, { code: formatCode(said.text) });
  return { key: said.id, words, tone: said.tone };
}

const tones = {
  info: "border-hairline text-soft",
  done: "border-sage text-sage",
  refused: "border-thread text-ink font-semibold",
} as const;

/** The scan feedback of a screen: the last scan, waiting ones and why, and the sound setting. */
export function ScanFeedback({ size = "shop" }: { size?: "shop" | "tablet" }) {
  const t = useTranslations("scans");
  const { key, words, tone } = useScanMessage();
  const { now, retry, leaveOut } = useScanView();
  const [muted, mute] = useState(false);
  useEffect(() => mute(isMuted()), []);
  const small = size === "tablet" ? "tablet" : "small";
  return (
    <section
      data-scan-feedback
      aria-label={t("title")}
      className={`sticky bottom-2 z-10 flex min-h-16 flex-wrap items-center gap-x-3 rounded border border-l-4 bg-paper px-4 py-1 ${tones[tone]} ${size === "tablet" ? "text-lg" : ""}`}
    >
      {/* Each scan is announced, also when the text is the same. */}
      <p aria-live="assertive" data-testid="scan-feedback" className="min-w-0 flex-1 break-words">
        <span key={key}>{words}</span>
      </p>
      {now?.why === "failed" ? (
        <>
          <Button type="button" size={small} variant="outline" onClick={retry}>
            {t("retry")}
          </Button>
          <Button type="button" size={small} variant="quiet" onClick={leaveOut}>
            {t("leaveOutButton")}
          </Button>
        </>
      ) : null}
      <Button
        type="button"
        size={small}
        variant="quiet"
        aria-pressed={!muted}
        onClick={() => {
          setMuted(!muted);
          mute(!muted);
        }}
      >
        {t(muted ? "soundOff" : "soundOn")}
      </Button>
    </section>
  );
}
