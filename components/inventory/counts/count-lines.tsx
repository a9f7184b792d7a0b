"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { type LineFilterKind, lineFilters } from "@/server/inventory/counts/schema";
import { CountLineRow, lineColumns } from "./count-line";

/** The lines of a count: those that differ, the uncounted, or all. Without `onSet` they are read-only. */
export function CountLines({
  countId,
  onSet,
}: {
  countId: string;
  onSet: ((variantId: string, pieces: number) => void) | null;
}) {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [show, setShow] = useState<LineFilterKind>("differences");
  const pages = useInfiniteQuery(
    trpc.counts.office.listLines.infiniteQueryOptions(
      { countId, show },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const lines = pages.data?.pages.flatMap((page) => page.lines) ?? [];
  const options = lineFilters.map((value) => ({ value, label: t(`count.show.${value}`) }));
  return (
    <section aria-label={t("lines")} className="grid gap-3">
      <div>
        <Segmented legend={t("count.label")} options={options} value={show} onChange={setShow} />
      </div>
      {pages.isPending ? <Skeleton className="h-72" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && lines.length === 0 ? (
        <Empty title={t(`count.noLines.${show}`)} text={t(`count.noLinesText.${show}`)} />
      ) : null}
      {lines.length > 0 ? (
        <div aria-busy={pages.isFetching}>
          <div className={`grid gap-x-4 border-b border-field py-2 text-sm text-soft ${lineColumns}`}>
            <span className="col-span-full md:col-span-1">{t("count.column.article")}</span>
            <span className="text-right">{t("count.column.expected")}</span>
            <span className="text-right">{t("count.column.counted")}</span>
            <span className="text-right">{t("count.column.difference")}</span>
          </div>
          <ul>
            {lines.map((line) => (
              <CountLineRow
                key={line.variantId}
                line={line}
                onSet={onSet ? (pieces) => onSet(line.variantId, pieces) : null}
              />
            ))}
          </ul>
        </div>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}
