"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { StoreSelect } from "@/components/inventory/store-select";
import { useTRPC } from "@/components/trpc/client";
import { Empty } from "@/components/ui/empty";
import { CheckField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { RegisterSessionView } from "@/server/payments/register/schema";
import { formatMoney } from "@/server/platform/money";

const columns = "md:grid-cols-[9rem_9rem_1fr_8rem_8rem_8rem]";

/** The label of a figure on narrow screens, where there is no header row. */
const StaffName = ({ children }: { children: string }) => (
  <span className="mr-2 font-normal text-soft md:hidden">{children}</span>
);

function CashShiftRow({ shift }: { shift: RegisterSessionView }) {
  const t = useTranslations("register.shift.office");
  const locale = useLocale();
  const { at } = useInstants();
  const formatWhen = (iso: string) => at(iso, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const { difference } = shift;
  return (
    <li className={`grid gap-x-6 gap-y-1 border-b border-hairline py-3 ${columns}`}>
      <span className="tabular">
        {formatWhen(shift.openedAt)} <span className="block text-sm text-soft">{shift.openedBy}</span>
      </span>
      <span className="tabular">
        {shift.closedAt ? formatWhen(shift.closedAt) : <span className="text-ochre">{t("stillOpen")}</span>}
        <span className="block text-sm text-soft">{shift.closedBy}</span>
      </span>
      <span className="min-w-0 break-words">
        {shift.store} <span className="text-soft">· {shift.tablet}</span>
        {shift.note ? <span className="block text-sm">“{shift.note}”</span> : null}
      </span>
      <span className="tabular md:text-right">
        <StaffName>{t("expected")}</StaffName>
        {formatMoney(shift.expected, locale)}
      </span>
      <span className="tabular md:text-right">
        <StaffName>{t("counted")}</StaffName>
        {shift.counted ? formatMoney(shift.counted, locale) : "—"}
      </span>
      <span className={`tabular md:text-right ${difference?.minor ? "font-medium text-thread" : "text-soft"}`}>
        <StaffName>{t("difference")}</StaffName>
        {difference
          ? `${difference.minor < 0 ? "−" : ""}${formatMoney({ ...difference, minor: Math.abs(difference.minor) }, locale)}`
          : "—"}
      </span>
    </li>
  );
}

/** All cash shifts, newest first, with their difference. */
export function CashShiftsPage() {
  const t = useTranslations("register.shift.office");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [filter, setFilter] = useState<{ storeId: string | null; differences: boolean }>({
    storeId: null,
    differences: false,
  });
  const list = useQuery(
    trpc.register.office.listSessions.queryOptions(filter, {
      placeholderData: keepPreviousData,
      refetchInterval: 30_000,
    }),
  );
  const shifts = list.data ?? [];
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      <search aria-label={t("title")} className="grid items-end gap-4 sm:grid-cols-3">
        <StoreSelect
          label={t("store")}
          none={t("anyStore")}
          value={filter.storeId ?? ""}
          onChange={(storeId) => setFilter({ ...filter, storeId: storeId || null })}
        />
        <CheckField
          label={t("only")}
          checked={filter.differences}
          onChange={(e) => setFilter({ ...filter, differences: e.target.checked })}
        />
      </search>
      {list.isPending ? <Skeleton className="h-60" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      {list.data && shifts.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {shifts.length > 0 ? (
        <section aria-label={t("title")} aria-busy={list.isFetching}>
          <div className={`hidden gap-x-6 border-b border-field py-2 text-sm text-soft md:grid ${columns}`}>
            <span>{t("opened")}</span>
            <span>{t("closed")}</span>
            <span>{t("where")}</span>
            <span className="text-right">{t("expected")}</span>
            <span className="text-right">{t("counted")}</span>
            <span className="text-right">{t("difference")}</span>
          </div>
          <ol>
            {shifts.map((shift) => (
              <CashShiftRow key={shift.id} shift={shift} />
            ))}
          </ol>
        </section>
      ) : null}
    </main>
  );
}
