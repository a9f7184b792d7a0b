"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { localised } from "@/server/catalogue/rules";
import { type LedgerFilter, type MovementView, movementReasons } from "@/server/inventory/office/schema";
import { StoreSelect } from "./store-select";

type Filter = Omit<LedgerFilter, "cursor" | "direction">;
const columns = "md:grid-cols-[9rem_1fr_10rem_4rem_11rem_8rem]";

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTranslations("stock");
  const reason = (text: string) => movementReasons.find((known) => known === text) ?? null;
  return (
    <search aria-label={t("filter.label")} className="grid gap-4 sm:grid-cols-3">
      <TextField
        type="search"
        label={t("filter.product")}
        hint={t("filter.productHint")}
        maxLength={100}
        value={filter.product}
        onChange={(e) => onChange({ ...filter, product: e.target.value })}
      />
      <StoreSelect
        label={t("store")}
        none={t("filter.anyStore")}
        value={filter.storeId ?? ""}
        onChange={(storeId) => onChange({ ...filter, storeId: storeId || null })}
      />
      <SelectField
        label={t("filter.reason")}
        value={filter.reason ?? ""}
        onChange={(e) => onChange({ ...filter, reason: reason(e.target.value) })}
      >
        <option value="">{t("filter.anyReason")}</option>
        {movementReasons.map((known) => (
          <option key={known} value={known}>
            {t(`reason.${known}`)}
          </option>
        ))}
      </SelectField>
    </search>
  );
}

function Movement({ movement }: { movement: MovementView }) {
  const t = useTranslations("stock");
  const locale = useLocale();
  const { at } = useInstants();
  const { delta, title, options, sku, reason, document, actor, storeName } = movement;
  return (
    <li className={`grid gap-x-6 gap-y-1 border-b border-hairline py-3 ${columns}`}>
      <time dateTime={movement.at} className="text-soft tabular">
        {at(movement.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}
      </time>
      <p className="min-w-0 break-words">
        {localised(title, locale)} <span className="text-soft">{options.join(" · ")}</span>
        <span className="block text-sm text-soft tabular">{sku}</span>
      </p>
      <p>{storeName}</p>
      <p className={`tabular md:text-right ${delta < 0 ? "text-thread" : "text-sage"}`}>
        {delta < 0 ? `−${-delta}` : `+${delta}`}
      </p>
      <p className="min-w-0 break-words">
        {t(`reason.${reason}`)}
        {document ? <span className="block text-sm text-soft">{document}</span> : null}
      </p>
      <p className="text-soft">{actor ?? t("house")}</p>
    </li>
  );
}

/** Every movement of stock, newest first, narrowed by product, store and reason. */
export function Ledger() {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [filter, setFilter] = useState<Filter>({ storeId: null, product: "", reason: null });
  const asked = useDeferredValue(filter);
  const pages = useInfiniteQuery(
    trpc.stockOffice.ledger.infiniteQueryOptions(asked, {
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const movements = pages.data?.pages.flatMap((page) => page.movements) ?? [];
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      {pages.isPending ? <Skeleton className="h-96" /> : null}
      {pages.error ? <Notice tone="error">{errorText(pages.error)}</Notice> : null}
      {pages.data && movements.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {movements.length > 0 ? (
        <section aria-label={t("ledger")} aria-busy={pages.isFetching}>
          <div className={`hidden gap-x-6 border-b border-field py-2 text-sm text-soft md:grid ${columns}`}>
            <span>{t("column.when")}</span>
            <span>{t("column.what")}</span>
            <span>{t("store")}</span>
            <span className="text-right">{t("column.pieces")}</span>
            <span>{t("column.why")}</span>
            <span>{t("column.who")}</span>
          </div>
          <ol>
            {movements.map((movement) => (
              <Movement key={movement.id} movement={movement} />
            ))}
          </ol>
        </section>
      ) : null}
      {pages.hasNextPage ? (
        <Button variant="outline" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </>
  );
}
