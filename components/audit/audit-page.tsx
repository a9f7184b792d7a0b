"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { AuditFilters, type Filter, noFilter } from "./audit-filters";
import { AuditRow } from "./audit-row";

/** The office's view of the audit trail: newest first, narrowed by filters, older entries on demand. */
export function AuditPage() {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [filter, setFilter] = useState<Filter>(noFilter);
  const pages = useInfiniteQuery(
    trpc.identity.audit.page.infiniteQueryOptions(filter, {
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      <AuditFilters filter={filter} onChange={setFilter} />
      {pages.isPending ? <Skeleton className="h-96" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && entries.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {entries.length > 0 ? (
        <section aria-label={t("title")} aria-busy={pages.isFetching}>
          <div className="hidden gap-x-6 border-b border-field py-2 text-sm text-soft md:grid md:grid-cols-[11rem_1fr_12rem_12rem]">
            <span>{t("when")}</span>
            <span>{t("what")}</span>
            <span>{t("whoHeader")}</span>
            <span>{t("where")}</span>
          </div>
          <ol>
            {entries.map((entry) => (
              <AuditRow
                key={entry.seq}
                entry={entry}
                onSubject={(subjectId) => setFilter({ ...noFilter, subjectId })}
              />
            ))}
          </ol>
        </section>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </main>
  );
}
