"use client";
import { useLocale, useTranslations } from "next-intl";
import { getOpenState } from "@/server/stores/rules";
import type { StoreView } from "@/server/stores/schema";
import { useStoreTimes } from "./times";

/** "open until 21:00", "opens tomorrow at 10:00": by the server's clock, on the store's wall clock. */
export function OpenText({ store, now }: { store: StoreView; now: string }) {
  const t = useTranslations("stores");
  const { time, when, isToday } = useStoreTimes();
  const { open, changesAt } = getOpenState(store, Date.parse(now));
  if (changesAt === null) return <>{t("closed")}</>;
  if (!open) return <>{t("opens", { when: when(changesAt, store.timeZone) })}</>;
  const days = (changesAt - Date.parse(now)) / 86_400_000;
  if (days > 1) return <>{t("openNow")}</>;
  return <>{t("openUntil", { time: (isToday(changesAt, store.timeZone) ? time : when)(changesAt, store.timeZone) })}</>;
}

/** As in platform/money: a browser's Azerbaijani numbers are English. */
const numbers = { en: "en-GB", ru: "ru-RU", az: "de-DE" } as const;

/** "1.2 km", with the precision that helps. */
export function DistanceText({ km }: { km: number | null }) {
  const t = useTranslations("stores");
  const locale = useLocale();
  if (km === null) return null;
  const shown = km < 10 ? Math.round(km * 10) / 10 : Math.round(km);
  return <>{t("distance", { km: new Intl.NumberFormat(numbers[locale]).format(shown) })}</>;
}
