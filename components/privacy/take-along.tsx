"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPCClient } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { PersonalExport } from "@/server/privacy/export/schema";

/** Hands a file to the browser. */
function save(name: string, made: PersonalExport): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(made, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Everything about me: as a file for machines, or as a page to read and print. */
export function TakeAlong() {
  const t = useTranslations("privacy.export");
  const client = useTRPCClient();
  const errorText = useErrorText();
  const download = useMutation({
    mutationFn: () => client.privacy.export.query(),
    onSuccess: (made) => save(`selvedge-${made.madeAt.slice(0, 10)}.json`, made),
  });
  return (
    <section className="grid gap-3" aria-labelledby="export-title">
      <h2 id="export-title" className="font-serif text-2xl">
        {t("title")}
      </h2>
      <p className="text-pretty text-soft">{t("text")}</p>
      <div className="flex flex-wrap gap-3">
        <Button variant="outline" busy={download.isPending} onClick={() => download.mutate()}>
          {t("download")}
        </Button>
        <Link href="/account/my-data" className={buttonClass({ variant: "outline" })}>
          {t("read")}
        </Link>
      </div>
      {download.isSuccess ? <Notice tone="done">{t("done")}</Notice> : null}
      {download.error ? <Notice tone="error">{errorText(download.error)}</Notice> : null}
    </section>
  );
}
