"use client";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { useLastContact } from "./use-last-contact";

/**
 * How fresh the screen is: "live · 2 s ago", "refreshing" before the first contact, and a sentence when it is stale.
 */
export function LastUpdated() {
  const t = useTranslations("store.live");
  const { seconds, fresh, away: isOffline } = useLastContact();
  return (
    <span
      data-testid="last-updated"
      className={`text-sm tabular ${isOffline ? "font-semibold text-ochre" : "text-soft"}`}
    >
      {isOffline ? t("silent", { seconds }) : fresh ? t("age", { seconds }) : t("refreshing")}
    </span>
  );
}

/** A banner that nothing can be started now. */
export function OfflineNotice() {
  const t = useTranslations("store.live");
  const { seconds, fresh, away: isOffline } = useLastContact();
  return isOffline ? (
    <Notice tone="kept" className="mb-4">
      {fresh ? t("offline", { seconds }) : t("old")}
    </Notice>
  ) : null;
}
