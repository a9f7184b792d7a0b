"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { transferStatuses } from "@/server/inventory/transfers/rules";
import type { TransferFilter, TransferSummary } from "@/server/inventory/transfers/schema";
import { StockFrame, StockHead } from "../stock-head";
import { StoreSelect } from "../store-select";
import { useWhen } from "../use-when";
import { SendForm } from "./send-form";
import { TransferState } from "./transfer-status";

type Filter = Pick<TransferFilter, "status" | "storeId">;

function Row({ transfer }: { transfer: TransferSummary }) {
  const t = useTranslations("stock");
  const when = useWhen();
  const { id, number, from, to, sent, received, status, sentAt, sentBy } = transfer;
  return (
    <li className="grid items-center gap-x-6 gap-y-1 border-b border-hairline py-3 md:grid-cols-[12rem_1fr_13rem_13rem_7rem]">
      <Link
        href={`/office/stock/transfers/${id}`}
        className="inline-flex min-h-11 items-center font-serif text-lg underline-offset-4 hover:underline"
      >
        {t("transfer.number", { number: String(number) })}
      </Link>
      <p>
        {from.name} → {to.name}
      </p>
      <p className="tabular">
        {received === null || received === sent
          ? t("total", { count: sent })
          : t("transfer.differs", { sent: String(sent), received: String(received) })}
      </p>
      <p className="text-sm text-soft">{t("transfer.sentBy", { when: when(sentAt), name: sentBy })}</p>
      <p className="md:text-right">
        <TransferState status={status} />
      </p>
    </li>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTranslations("stock");
  return (
    <search aria-label={t("filter.label")} className="grid gap-4 sm:grid-cols-3">
      <StoreSelect
        label={t("store")}
        none={t("filter.anyStore")}
        value={filter.storeId ?? ""}
        onChange={(storeId) => onChange({ ...filter, storeId: storeId || null })}
      />
      <SelectField
        label={t("transfer.state")}
        value={filter.status ?? ""}
        onChange={(e) =>
          onChange({ ...filter, status: transferStatuses.find((known) => known === e.target.value) ?? null })
        }
      >
        <option value="">{t("transfer.anyState")}</option>
        {transferStatuses.map((known) => (
          <option key={known} value={known}>
            {t(`transfer.status.${known}`)}
          </option>
        ))}
      </SelectField>
    </search>
  );
}

/** Transfers between stores: in transit, and completed. */
export function TransfersPage() {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useState<Filter>({ status: null, storeId: null });
  const pages = useInfiniteQuery(
    trpc.transfers.office.list.infiniteQueryOptions(filter, {
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const transfers = pages.data?.pages.flatMap((page) => page.transfers) ?? [];
  return (
    <StockFrame>
      <StockHead
        title={t("transfer.title")}
        text={t("transfer.text")}
        action={<Button onClick={() => setOpen(true)}>{t("transfer.send")}</Button>}
      />
      <Filters filter={filter} onChange={setFilter} />
      {pages.isPending ? <Skeleton className="h-72" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && transfers.length === 0 ? (
        <Empty title={t("transfer.emptyTitle")} text={t("transfer.emptyText")} />
      ) : null}
      {transfers.length > 0 ? (
        <ol aria-label={t("transfer.title")} aria-busy={pages.isFetching}>
          {transfers.map((transfer) => (
            <Row key={transfer.id} transfer={transfer} />
          ))}
        </ol>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("transfer.more")}
        </Button>
      ) : null}
      <Sheet title={t("transfer.send")} closeLabel={t("close")} open={open} onOpenChange={setOpen}>
        {open ? <SendForm onDone={() => setOpen(false)} /> : null}
      </Sheet>
    </StockFrame>
  );
}
