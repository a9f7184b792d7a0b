"use client";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { Notice } from "@/components/ui/notice";
import type { ImportRunView } from "@/server/catalogue/import/schema";

/** The runs before; each opens its report. */
export function RunHistory({
  runs,
  failed,
  onShow,
}: {
  runs: ImportRunView[] | undefined;
  failed: string | null;
  onShow(id: string): void;
}) {
  const t = useTranslations("import");
  const { at } = useInstants();
  return (
    <section className="grid gap-4 border-t border-hairline pt-8">
      <h2 className="font-serif text-2xl">{t("history")}</h2>
      {failed ? <Notice tone="error">{failed}</Notice> : null}
      {runs?.length === 0 ? <p className="text-soft">{t("historyEmpty")}</p> : null}
      <ul className="divide-y divide-hairline">
        {(runs ?? []).map((run) => (
          <li key={run.id}>
            <button
              type="button"
              onClick={() => {
                onShow(run.id);
                window.scrollTo({ top: 0 });
              }}
              className="grid min-h-14 w-full gap-x-6 gap-y-0.5 py-2 text-left hover:bg-wash sm:grid-cols-[1fr_auto_7rem] sm:items-center"
            >
              <span className="break-all">
                {run.fileName}
                <span className="block text-sm text-soft">
                  {t(`sources.${run.source}`)}
                  {run.report && run.status !== "refused"
                    ? `, ${t("products").toLocaleLowerCase()}: ${t("tally", run.report.products)}`
                    : ""}
                </span>
              </span>
              <time dateTime={run.startedAt} className="text-sm text-soft tabular">
                {at(run.startedAt, {
                  day: "numeric",
                  month: "short",
                  year: "numeric",
                  hour: "2-digit",
                  minute: "2-digit",
                })}
              </time>
              <span className="text-sm">{t(`statuses.${run.status}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
