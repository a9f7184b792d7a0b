"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { localise } from "@/server/catalogue/rules";
import type { CountView } from "@/server/inventory/counts/schema";
import { StockFrame, StockHead } from "../stock-head";
import { useWhen } from "../use-when";
import { formatSigned } from "./count-line";
import { OpenForm } from "./open-form";

function Row({ count }: { count: CountView }) {
  const t = useTranslations("stock.count");
  const locale = useLocale();
  const when = useWhen();
  const { id, number, store, category, status, counted, articles, booked, openedAt, openedBy } = count;
  return (
    <li className="grid items-center gap-x-6 gap-y-1 border-b border-hairline py-3 md:grid-cols-[9rem_1fr_14rem_14rem_9rem]">
      <Link
        href={`/office/stock/counts/${id}`}
        className="inline-flex min-h-11 items-center font-serif text-lg underline-offset-4 hover:underline"
      >
        {t("number", { number: String(number) })}
      </Link>
      <p>
        {store.name} <span className="text-soft">{category ? localise(category, locale) : t("whole")}</span>
      </p>
      <p className="tabular">
        {status === "open"
          ? t("progress", { counted: String(counted), articles })
          : t("bookedPieces", { pieces: formatSigned(booked) })}
      </p>
      <p className="text-sm text-soft">{t("openedBy", { when: when(openedAt), name: openedBy })}</p>
      <p className={`md:text-right ${status === "open" ? "text-ochre" : "text-soft"}`}>{t(`status.${status}`)}</p>
    </li>
  );
}

/** The stores' counts, the newest first. */
export function CountsPage() {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const pages = useInfiniteQuery(
    trpc.counts.office.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next ?? undefined }),
  );
  const counts = pages.data?.pages.flatMap((page) => page.counts) ?? [];
  return (
    <StockFrame>
      <StockHead
        title={t("count.title")}
        text={t("count.text")}
        action={<Button onClick={() => setOpen(true)}>{t("count.open")}</Button>}
      />
      {pages.isPending ? <Skeleton className="h-72" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && counts.length === 0 ? <Empty title={t("count.emptyTitle")} text={t("count.emptyText")} /> : null}
      {counts.length > 0 ? (
        <ol aria-label={t("count.title")}>
          {counts.map((count) => (
            <Row key={count.id} count={count} />
          ))}
        </ol>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
      <Sheet title={t("count.open")} closeLabel={t("close")} open={open} onOpenChange={setOpen}>
        {open ? <OpenForm /> : null}
      </Sheet>
    </StockFrame>
  );
}
