"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { InvariantRow } from "./invariant-row";

/** The data invariants: each with its last check and the rows that break it. */
export function HealthPage() {
  const t = useTranslations("health");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const health = useQuery(trpc.health.office.listInvariants.queryOptions(undefined, { refetchInterval: 15_000 }));
  const all = health.data?.invariants ?? [];
  const broken = all.filter((i) => i.state === "broken").length;
  const unknown = all.filter((i) => i.state === "failed" || i.state === "late" || i.state === "unseen").length;
  return (
    <main id="main" className="mx-auto grid w-full max-w-5xl gap-6 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      {health.isPending ? <Skeleton className="h-96" /> : null}
      {health.error ? <Notice tone="error">{errorText(health.error)}</Notice> : null}
      {health.data ? (
        <>
          {broken > 0 ? <Notice tone="error">{t("someBroken", { count: broken })}</Notice> : null}
          {unknown > 0 ? <Notice tone="kept">{t("someUnknown", { count: unknown })}</Notice> : null}
          {broken + unknown === 0 ? <Notice tone="done">{t("allHold")}</Notice> : null}
          <ol className="border-t border-hairline">
            {all.map((invariant) => (
              <InvariantRow key={invariant.name} invariant={invariant} now={health.data.now} />
            ))}
          </ol>
        </>
      ) : null}
    </main>
  );
}
