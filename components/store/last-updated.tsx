"use client";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { useHeard } from "./use-last-contact";

/** How fresh the screen is: "live · 2 s ago", "refreshing" until the server was heard, and a sentence when it is not. */
export function LiveAge() {
  const t = useTranslations("store.live");
  const { seconds, fresh, away } = useHeard();
  return (
    <span data-testid="live-age" className={`text-sm tabular ${away ? "font-semibold text-ochre" : "text-soft"}`}>
      {away ? t("silent", { seconds }) : fresh ? t("age", { seconds }) : t("refreshing")}
    </span>
  );
}

/** Says over a whole screen that nothing can be started now. */
export function AwayNotice() {
  const t = useTranslations("store.live");
  const { seconds, fresh, away } = useHeard();
  return away ? (
    <Notice tone="kept" className="mb-4">
      {fresh ? t("offline", { seconds }) : t("old")}
    </Notice>
  ) : null;
}
