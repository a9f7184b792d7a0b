"use client";
import type { ReactNode } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";

type Pages = {
  data: unknown;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
};

/**
 * A paginated list of the office: loading, error, empty, its rows (`children`, list items) under their `heads`, and
 * more on demand. `columns` are the classes that lay out a row and the heads alike.
 */
export function PagedList({
  pages,
  label,
  columns,
  heads,
  empty,
  more,
  children,
}: {
  pages: Pages;
  label: string;
  columns: string;
  heads: { text: string; right?: boolean }[];
  empty: { title: string; text: string };
  more: string;
  children: ReactNode[];
}) {
  const errorText = useErrorText();
  return (
    <>
      {pages.isPending ? <Skeleton className="h-96" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && children.length === 0 ? <Empty {...empty} /> : null}
      {children.length > 0 ? (
        <section aria-label={label} aria-busy={pages.isFetching}>
          <div className={`hidden gap-x-6 border-b border-field py-2 text-sm text-soft xl:grid ${columns}`}>
            {heads.map(({ text, right }) => (
              <span key={text} className={right ? "text-right" : undefined}>
                {text}
              </span>
            ))}
          </div>
          <ol>{children}</ol>
        </section>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {more}
        </Button>
      ) : null}
    </>
  );
}
