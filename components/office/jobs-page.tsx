"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { type FailedWork, jobNames } from "@/server/jobs/schema";

function useWorkName() {
  const t = useTranslations("jobs");
  return ({ kind, name }: FailedWork): string => {
    if (kind === "message") return t(name === "sms" ? "message.sms" : "message.email");
    const known = jobNames.find((job) => job === name);
    return known ? t(`name.${known}`) : name;
  };
}

function FailedRow({ work, now }: { work: FailedWork; now: string }) {
  const t = useTranslations("jobs");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { ago } = useInstants();
  const toast = useToast();
  const name = useWorkName()(work);
  const run = useMutation(
    trpc.jobs.office.runAgain.mutationOptions({
      onSuccess: () => toast({ text: t("runs", { name }) }),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.jobs.office.pathKey() }),
    }),
  );
  const { kind, id, state, tries, at } = work;
  return (
    <li className="grid gap-3 border-b border-hairline py-4" data-state={state}>
      <div className="grid items-start gap-x-6 gap-y-3 md:grid-cols-[1fr_14rem_auto]">
        <div className="min-w-0">
          <p className="font-medium text-pretty">{name}</p>
          <p className="text-sm break-words text-soft">{work.reason ?? t("noReason")}</p>
        </div>
        <div className="text-sm">
          <p className={state === "given_up" ? "font-medium text-thread" : "text-ochre"}>{t(`state.${state}`)}</p>
          <p className="text-soft">
            {t("tries", { count: tries })} · <time dateTime={at}>{ago(at, Date.parse(now))}</time>
          </p>
        </div>
        <Button
          size="small"
          variant="outline"
          className="max-md:w-full"
          busy={run.isPending}
          aria-label={t("runAgainOf", { name })}
          onClick={() => run.mutate(kind === "job" ? { kind, id } : { kind, id })}
        >
          {t("runAgain")}
        </Button>
      </div>
      {run.error ? (
        <Notice tone="refused">
          {refusalOf(run.error)?.code === "NOT_FOUND" ? t("ranMeanwhile") : errorText(run.error)}
        </Notice>
      ) : null}
    </li>
  );
}

/** Background work that failed: why, how often, and since when; each can be run again. */
export function JobsPage() {
  const t = useTranslations("jobs");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const failed = useQuery(trpc.jobs.office.listFailed.queryOptions(undefined, { refetchInterval: 10_000 }));
  return (
    <main id="main" className="mx-auto grid w-full max-w-5xl gap-6 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      {failed.isPending ? <Skeleton className="h-48" /> : null}
      {failed.error ? (
        <Notice tone="error">
          {refusalOf(failed.error)?.code === "NOT_FOUND" ? t("forAdministrators") : errorText(failed.error)}
        </Notice>
      ) : null}
      {failed.data?.work.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {failed.data && failed.data.work.length > 0 ? (
        <ul className="border-t border-hairline">
          {failed.data.work.map((work) => (
            <FailedRow key={`${work.kind} ${work.id}`} work={work} now={failed.data.now} />
          ))}
        </ul>
      ) : null}
    </main>
  );
}
