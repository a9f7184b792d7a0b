"use client";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { useHeard } from "./use-heard";

/** How fresh the screen is: "live · 2 s ago", and a sentence when it is not. */
export function LiveAge() {
  const t = useTranslations("store.live");
  const { seconds, away } = useHeard();
  return (
    <span data-testid="live-age" className={`text-sm tabular ${away ? "font-semibold text-ochre" : "text-soft"}`}>
      {away ? t("silent", { seconds }) : t("age", { seconds })}
    </span>
  );
}

/** Says over a whole screen that nothing can be started now. */
export function AwayNotice() {
  const t = useTranslations("store.live");
  const { seconds, away } = useHeard();
  return away ? <Notice tone="kept">{t("offline", { seconds })}</Notice> : null;
}
