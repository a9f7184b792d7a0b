"use client";
import { useTranslations } from "next-intl";
import { Notice, type NoticeTone } from "@/components/ui/notice";
import { formatMissing } from "@/server/catalogue/import/format/columns.rules";
import { type ImportReport, type ImportRunView, summariseLoss } from "@/server/catalogue/import/schema";

const tones: Record<ImportRunView["status"], NoticeTone> = {
  running: "info",
  done: "done",
  refused: "refused",
  failed: "error",
};

/** The sentence for a file that was refused as a whole. */
export function Refusal({ refusal }: { refusal: NonNullable<ImportReport["refusal"]> }) {
  const t = useTranslations("import");
  const missing = formatMissing(String(refusal.facts.missing ?? ""), (column) => t(`columns.${column}`));
  const facts = { found: "", line: 1, ...refusal.facts, missing, file: t(`files.${refusal.file}`) };
  const sentence = t(`faults.${refusal.fault}`, facts);
  return <>{refusal.fault === "INTERRUPTED" ? sentence : `${sentence} ${t("nothingWritten")}`}</>;
}

function Progress({ run }: { run: ImportRunView }) {
  const t = useTranslations("import");
  const { phase, rowsDone: done, rowsTotal: total } = run;
  return (
    <div className="grid gap-2">
      <div className="flex justify-between gap-4 text-sm tabular">
        <span>{t(`phases.${phase}`)}</span>
        <span className="text-soft">{total > 0 ? t("rows", { done, total }) : ""}</span>
      </div>
      <progress
        aria-label={t(`phases.${phase}`)}
        max={Math.max(total, 1)}
        {...(total > 0 ? { value: Math.min(done, total) } : {})}
        className="h-1.5 w-full appearance-none overflow-hidden rounded bg-wash accent-ink [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-wash [&::-webkit-progress-value]:bg-ink"
      />
    </div>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid gap-1 border-b border-hairline py-3 sm:grid-cols-[10rem_1fr]">
      <dt className="font-medium">{name}</dt>
      <dd className="text-soft tabular">{children}</dd>
    </div>
  );
}

function Tallies({ report }: { report: ImportReport }) {
  const t = useTranslations("import");
  const { products, variants, pictures, stock } = report;
  const { converted, unchanged, missing, refused, notLookedFor } = pictures;
  return (
    <dl className="border-t border-hairline">
      <Line name={t("products")}>{t("tally", products)}</Line>
      <Line name={t("variants")}>
        {t("tally", variants)}
        {variants.retired > 0 ? <span className="block">{t("retired", { count: variants.retired })}</span> : null}
      </Line>
      <Line name={t("pictures")}>
        {t("pictureTally", { converted, unchanged, missing, refused })}
        {notLookedFor > 0 ? <span className="block">{t("notLookedFor", { count: notLookedFor })}</span> : null}
      </Line>
      <Line name={t("stock")}>{t("stockTally", stock)}</Line>
    </dl>
  );
}

function Problems({ report }: { report: ImportReport }) {
  const t = useTranslations("import");
  if (report.problems.length === 0)
    return report.problemCount > 0 ? <p className="text-sm text-soft">{t("listLost")}</p> : null;
  return (
    <section className="grid gap-3">
      <h3 className="font-serif text-xl">{t("problemsTitle", { count: report.problemCount })}</h3>
      <ul className="max-h-96 divide-y divide-hairline overflow-auto border border-hairline bg-paper">
        {report.problems.map(({ file, line, code, facts }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report's lines never move, and one line may have two reasons
          <li key={at} className="grid gap-1 px-4 py-2.5 text-sm sm:grid-cols-[11rem_1fr]">
            <span className="text-soft tabular">{t(file === "stock" ? "stockLine" : "line", { line })}</span>
            <span>{t(`problems.${code}`, facts)}</span>
          </li>
        ))}
      </ul>
      {report.problemCount > report.problems.length ? (
        <p className="text-sm text-soft">{t("moreProblems", { shown: report.problems.length })}</p>
      ) : null}
    </section>
  );
}

function Pictures({ pictures }: { pictures: ImportReport["pictures"] }) {
  const t = useTranslations("import");
  const lists = [
    { title: t("missingTitle", { count: pictures.missing }), names: pictures.missingNames },
    {
      title: t("refusedPictures", { count: pictures.refused }),
      names: pictures.refusedFiles.map(({ name, fault }) => `${name}: ${t(`pictureFaults.${fault}`)}`),
    },
  ].filter(({ names }) => names.length > 0);
  return lists.map(({ title, names }) => (
    <section key={title} className="grid gap-3">
      <h3 className="font-serif text-xl">{title}</h3>
      <ul className="max-h-72 overflow-auto border border-hairline bg-paper px-4 py-2 text-sm">
        {names.map((name) => (
          <li key={name} className="py-1 break-all">
            {name}
          </li>
        ))}
      </ul>
    </section>
  ));
}

/** A run's progress while it runs, and what it did. */
export function RunReport({ run }: { run: ImportRunView }) {
  const t = useTranslations("import");
  const { report, status } = run;
  const loss = report && status === "done" ? summariseLoss(report) : null;
  return (
    <section aria-labelledby="run-title" className="grid gap-6">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="run-title" className="font-serif text-2xl break-all">
          {run.fileName}
        </h2>
        {report && status === "done" ? (
          <span className="text-sm text-soft tabular">
            {t("took", { seconds: Math.round(report.milliseconds / 100) / 10 })}
          </span>
        ) : null}
      </div>
      <Notice tone={loss ? "refused" : tones[status]}>
        {report?.refusal ? (
          <Refusal refusal={report.refusal} />
        ) : status === "failed" ? (
          t("failedText")
        ) : loss ? (
          `${t("notAll")} ${t("lost", loss)}`
        ) : (
          t(`statuses.${status}`)
        )}
      </Notice>
      {status === "running" ? <Progress run={run} /> : null}
      {report && status !== "refused" ? (
        <>
          <Tallies report={report} />
          <Problems report={report} />
          <Pictures pictures={report.pictures} />
        </>
      ) : null}
    </section>
  );
}
