"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useInstants } from "@/components/i18n/use-instants";
import { PagedList } from "@/components/office/paged-list";
import { useTRPC } from "@/components/trpc/client";
import { SelectField, TextField } from "@/components/ui/field";
import { localise } from "@/server/catalogue/rules";
import { type LedgerFilter, type MovementView, movementReasons } from "@/server/inventory/office/schema";
import { StoreSelect } from "./store-select";

type Filter = Omit<LedgerFilter, "cursor" | "direction">;
const pageOf = { transfer: "transfers", count: "counts" } as const;
const columns = "sm:grid-cols-[11rem_1fr] xl:grid-cols-[9rem_1fr_10rem_4rem_11rem_8rem]";

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
  const { delta, title, options, sku, reason, document, link, actor, storeName } = movement;
  return (
    <li className={`grid gap-x-6 gap-y-1 border-b border-hairline py-3 ${columns}`}>
      <time dateTime={movement.at} className="text-soft tabular">
        {at(movement.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}
      </time>
      <p className="min-w-0 break-words">
        {localise(title, locale)} <span className="text-soft">{options.join(" · ")}</span>
        <span className="block text-sm text-soft tabular">{sku}</span>
      </p>
      <p>{storeName}</p>
      <p className={`tabular xl:text-right ${delta < 0 ? "text-thread" : "text-sage"}`}>
        {delta < 0 ? `−${-delta}` : `+${delta}`}
      </p>
      <p className="min-w-0 break-words">
        {t(`reason.${reason}`)}
        {document && link ? (
          <Link
            href={`/office/stock/${pageOf[link.kind]}/${link.id}`}
            className="grid min-h-11 w-fit items-center text-sm text-soft underline underline-offset-4"
          >
            {document}
          </Link>
        ) : document ? (
          <span className="block text-sm text-soft">{document}</span>
        ) : null}
      </p>
      <p className="text-soft">{actor ?? t("house")}</p>
    </li>
  );
}

/** Every movement of stock, newest first, narrowed by product, store and reason. */
export function Ledger() {
  const t = useTranslations("stock");
  const trpc = useTRPC();
  const [filter, setFilter] = useState<Filter>({ storeId: null, product: "", reason: null });
  const asked = useDeferredValue(filter);
  const pages = useInfiniteQuery(
    trpc.stock.office.listLedger.infiniteQueryOptions(asked, {
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const movements = pages.data?.pages.flatMap((page) => page.movements) ?? [];
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      <PagedList
        pages={pages}
        label={t("ledger")}
        columns={columns}
        heads={[
          { text: t("column.when") },
          { text: t("column.what") },
          { text: t("store") },
          { text: t("column.items"), right: true },
          { text: t("column.why") },
          { text: t("column.who") },
        ]}
        empty={{ title: t("emptyTitle"), text: t("emptyText") }}
        more={t("more")}
      >
        {movements.map((movement) => (
          <Movement key={movement.id} movement={movement} />
        ))}
      </PagedList>
    </>
  );
}
