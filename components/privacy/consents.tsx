"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { CheckField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { type Channel, channels, textVersion, textVersions } from "@/server/shoppers/consents/rules";
import type { ConsentView } from "@/server/shoppers/consents/schema";

/** The consent texts that were shown, by version. */
const versionOf = (version: string) => textVersions.find((v) => v === version) ?? textVersion;

function Decision({ record }: { record: ConsentView }) {
  const t = useTranslations("privacy");
  const { at } = useInstants();
  const { purpose, channel, decision, surface } = record;
  const what =
    purpose === "data_processing" ? t("record.processing") : t(`record.${channel === "sms" ? "sms" : "email"}`);
  const where = surface === "merge" || surface === "store" || surface === "office" ? surface : "shop";
  const words = purpose === "data_processing" ? "processing" : "advertising";
  return (
    <li className="border-b border-hairline py-2 text-sm">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span>
          {what}: {t(`record.${decision}`)}
        </span>
        <time dateTime={record.at} className="text-soft tabular">
          {at(record.at, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" })}
        </time>
      </p>
      <details className="text-soft">
        <summary className="min-h-11 cursor-pointer content-center">
          {t("record.words", { version: record.textVersion, where: t(`record.where.${where}`) })}
        </summary>
        <p className="pb-2 text-pretty">{t(`texts.${versionOf(record.textVersion)}.${words}`)}</p>
      </details>
    </li>
  );
}

/** The shopper's consents by purpose and channel, with their record. */
export function Consents() {
  const t = useTranslations("privacy");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const consents = useQuery(trpc.privacy.listConsents.queryOptions(undefined, { staleTime: 0 }));
  const decide = useMutation(
    trpc.privacy.setConsent.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.privacy.listConsents.queryKey() }),
    }),
  );
  const allowed = (channel: Channel) =>
    decide.isPending && decide.variables.channel === channel
      ? decide.variables.granted
      : (consents.data?.advertising[channel] ?? false);
  const problem = decide.error ?? consents.error;
  return (
    <section className="grid gap-4" aria-labelledby="consents-title">
      <h2 id="consents-title" className="font-serif text-2xl">
        {t("consents")}
      </h2>
      <div>
        <h3 className="font-medium">{t("processing")}</h3>
        <p className="text-pretty text-soft">{t(`texts.${textVersion}.processing`)}</p>
      </div>
      <div>
        <h3 className="font-medium">{t("advertising")}</h3>
        <p className="text-pretty text-soft">{t(`texts.${textVersion}.advertising`)}</p>
        {consents.isPending ? <Skeleton className="mt-2 h-24" /> : null}
        {consents.data
          ? channels.map((channel) => (
              <CheckField
                key={channel}
                label={t(`channel.${channel}`)}
                checked={allowed(channel)}
                onChange={(event) => decide.mutate({ channel, granted: event.target.checked })}
              />
            ))
          : null}
      </div>
      {problem ? (
        <Notice
          tone="error"
          action={
            <Button size="small" variant="outline" onClick={() => void consents.refetch()}>
              {t("again")}
            </Button>
          }
        >
          {errorText(problem)}
        </Notice>
      ) : null}
      {consents.data?.records.length ? (
        <details>
          <summary className="min-h-11 cursor-pointer content-center underline underline-offset-4">
            {t("records")}
          </summary>
          <ul>
            {consents.data.records.map((record) => (
              <Decision key={record.id} record={record} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
