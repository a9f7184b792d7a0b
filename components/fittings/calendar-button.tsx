"use client";
import { useLocale, useTranslations } from "next-intl";
import { DownloadLink } from "@/components/trpc/download-link";
import { buttonClass } from "@/components/ui/button";

/** Saves the appointment as an .ics file. */
export function CalendarButton({ fittingId, block = false }: { fittingId: string; block?: boolean }) {
  const t = useTranslations("fittings.one");
  const locale = useLocale();
  return (
    <DownloadLink
      href={`/api/fitting/${fittingId}.ics?l=${locale}`}
      className={buttonClass({ variant: "outline", block })}
    >
      {t("calendar")}
    </DownloadLink>
  );
}
