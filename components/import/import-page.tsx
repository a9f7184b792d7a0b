"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import { Notice } from "@/components/ui/notice";
import type { ColumnMaps, UploadInspection } from "@/server/catalogue/import/schema";
import { ColumnStep } from "./column-step";
import { ImportForm, type ImportFormValues } from "./import-form";
import { RunHistory } from "./run-history";
import { Refusal, RunReport } from "./run-report";
import { UploadError, type UploadState, uploadAll } from "./upload";

const pollMs = 1_000;

/** Files that were uploaded and read, before anything is written. */
type Step = { uploadId: string; values: ImportFormValues; inspection: UploadInspection };
const listRefusals = ({ inspection }: Step) => inspection.files.flatMap(({ refusal }) => refusal ?? []);

/** Uploads a retailer's export, follows the run live, and shows its report and those before it. */
export function ImportPage() {
  const t = useTranslations("import");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [runId, setRunId] = useState<string | null>(null);
  const [upload, setUpload] = useState<UploadState | null>(null);
  const defaults = useQuery(trpc.imports.office.getDefaults.queryOptions());
  const runs = useQuery({
    ...trpc.imports.office.list.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.some((r) => r.status === "running") ? pollMs * 2 : false),
  });
  const running = runs.data?.find((r) => r.status === "running")?.id ?? null;
  const shown = runId ?? running;
  const run = useQuery({
    ...trpc.imports.office.get.queryOptions({ id: shown ?? "" }),
    enabled: shown !== null,
    refetchInterval: ({ state }) => (state.data && state.data.status !== "running" ? false : pollMs),
  });
  // The list follows a second or two behind the run that is watched.
  const ended = run.data !== undefined && run.data.status !== "running" ? run.data.id : null;
  useEffect(() => {
    if (ended) void queries.invalidateQueries(trpc.imports.office.list.queryFilter());
  }, [ended, queries, trpc]);
  const [step, setStep] = useState<Step | null>(null);
  const check = useMutation({
    mutationFn: async (values: ImportFormValues) => {
      const uploadId = crypto.randomUUID();
      const tables = values.files.filter((f) => f.part !== "images");
      await uploadAll(uploadId, tables, setUpload);
      return { uploadId, values, inspection: await client.imports.office.inspect.query({ uploadId }) };
    },
    onSuccess: (checked) => setStep(listRefusals(checked).length > 0 ? null : checked),
    onSettled: () => setUpload(null),
  });
  const start = useMutation({
    mutationFn: async ({ uploadId, values, maps }: Step & { maps: ColumnMaps }) => {
      const { files, currency, locale } = values;
      const pictures = files.filter((f) => f.part === "images");
      await uploadAll(uploadId, pictures, setUpload);
      const fileName = files.find((f) => f.part !== "images")?.file.name ?? "";
      return client.imports.office.start.mutate({
        uploadId,
        fileName,
        locale,
        maps,
        ...(currency ? { currency } : {}),
      });
    },
    onSuccess: ({ id }) => {
      setRunId(id);
      setStep(null);
    },
    onSettled: () => {
      setUpload(null);
      return queries.invalidateQueries(trpc.imports.office.list.queryFilter());
    },
  });
  const waiting = running !== null && running !== ended;
  const error = check.error ?? start.error;
  const failure = (error: unknown) => {
    if (!(error instanceof UploadError))
      return (error as { data?: { appCode?: string } }).data?.appCode === "CONFLICT" ? t("busy") : errorText(error);
    const { fileName: name, limit } = error;
    return limit === null ? t("uploadFailed", { name }) : t("uploadTooLarge", { name, megabytes: limit });
  };
  return (
    <main id="main" className="mx-auto grid w-full max-w-5xl gap-8 px-5 py-10 md:px-14">
      <header className="grid gap-3">
        <h1 className="font-serif text-4xl text-balance">{t("title")}</h1>
        <p className="max-w-2xl text-pretty text-soft">{t("lead")}</p>
      </header>
      {run.data ? <RunReport run={run.data} /> : null}
      {error ? <Notice tone="refused">{failure(error)}</Notice> : null}
      {check.data && step === null
        ? listRefusals(check.data).map((refusal) => (
            <Notice key={refusal.file} tone="refused">
              <Refusal refusal={refusal} />
            </Notice>
          ))
        : null}
      {step ? (
        <ColumnStep
          key={step.uploadId}
          inspection={step.inspection}
          busy={start.isPending || waiting}
          upload={upload}
          onStart={(maps) => start.mutate({ ...step, maps })}
          onBack={() => setStep(null)}
        />
      ) : null}
      {/* The form keeps the files that were picked while their columns are looked at. */}
      <div hidden={step !== null}>
        <ImportForm
          key={runId ?? "new"}
          currency={defaults.data?.currency ?? ""}
          again={runId !== null}
          busy={check.isPending || waiting}
          upload={upload}
          onSubmit={(values) => {
            start.reset();
            check.mutate(values);
          }}
        />
      </div>
      <RunHistory runs={runs.data} failed={runs.isError ? errorText(runs.error) : null} onShow={setRunId} />
    </main>
  );
}
