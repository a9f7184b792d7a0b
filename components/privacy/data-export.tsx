"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Link } from "@/components/i18n/navigation";
import { DownloadLink } from "@/components/trpc/download-link";
import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/** The data export: as a file, or as a page to print. */
export function DataExport() {
  const t = useTranslations("privacy.export");
  const locale = useLocale();
  const [started, setStarted] = useState(false);
  return (
    <section className="grid gap-3" aria-labelledby="export-title">
      <h2 id="export-title" className="font-serif text-2xl">
        {t("title")}
      </h2>
      <p className="text-pretty text-soft">{t("text")}</p>
      <div className="flex flex-wrap gap-3">
        <DownloadLink
          href={`/api/my-data.json?l=${locale}`}
          className={buttonClass({ variant: "outline" })}
          onStarted={() => setStarted(true)}
        >
          {t("download")}
        </DownloadLink>
        <Link href="/account/my-data" className={buttonClass({ variant: "outline" })}>
          {t("read")}
        </Link>
      </div>
      {started ? <Notice tone="done">{t("done")}</Notice> : null}
    </section>
  );
}
