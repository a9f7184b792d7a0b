"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PagedList } from "@/components/office/paged-list";
import { useTRPC } from "@/components/trpc/client";
import { AuditFilters, type Filter, noFilter } from "./audit-filters";
import { AuditRow, auditColumns } from "./audit-row";

/** The audit trail in the office: newest first, filtered, older entries on demand. */
export function AuditPage() {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const [filter, setFilter] = useState<Filter>(noFilter);
  const pages = useInfiniteQuery(
    trpc.audit.office.list.infiniteQueryOptions(filter, {
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
      <PagedList
        pages={pages}
        label={t("title")}
        columns={auditColumns}
        heads={[{ text: t("when") }, { text: t("what") }, { text: t("whoHeader") }, { text: t("where") }]}
        empty={{ title: t("emptyTitle"), text: t("emptyText") }}
        more={t("more")}
      >
        {entries.map((entry) => (
          <AuditRow key={entry.seq} entry={entry} onSubject={(subjectId) => setFilter({ ...noFilter, subjectId })} />
        ))}
      </PagedList>
    </main>
  );
}
