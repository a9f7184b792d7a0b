"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useMyStore } from "@/components/stores/my-store";
import { useServerNow } from "@/components/stores/server-now";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { getPartOfDay, horizonDays } from "@/server/fittings/rules";
import type { DaySlots, StoreSlots } from "@/server/fittings/schema";
import { toLocalDate } from "@/server/stores/rules";
import { useDayNames, useFittingTimes } from "../times";
import { WaitlistChoice, type WaitlistTarget } from "../waitlist/waitlist-choice";
import { groupSlotsByHours } from "./slots-by-hours";

export type SlotCount = 1 | 2;
const parts = ["morning", "afternoon", "evening"] as const;
const choice =
  "relative grid cursor-pointer place-items-center rounded border border-field bg-paper text-center has-checked:border-ink has-checked:bg-ink has-checked:text-on-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink has-disabled:cursor-not-allowed has-disabled:border-hairline has-disabled:bg-transparent has-disabled:text-soft";
const radio = "absolute inset-0 cursor-pointer opacity-0 disabled:cursor-not-allowed";

/**
 * Length, day and time of an appointment in one store, on that store's wall clock. `value` is the chosen start (ISO) or
 * null; `movingId` names an appointment whose own time counts as free.
 */
export function SlotPicker({
  storeId,
  slots,
  onSlots,
  value,
  onChange,
  movingId,
  wait,
  onWait,
}: {
  storeId: string;
  slots: SlotCount;
  onSlots: (slots: SlotCount) => void;
  value: string | null;
  onChange: (startsAt: string | null) => void;
  movingId?: string;
  /** The chosen waitlist instead of a time; offered only with `onWait`. */
  wait?: WaitlistTarget | null;
  onWait?: (wait: WaitlistTarget | null) => void;
}) {
  const t = useTranslations("fittings.book");
  const tw = useTranslations("offline-requests");
  const input = { storeId, slots, days: horizonDays, ...(movingId ? { movingId } : {}) };
  const query = useQuery(
    useTRPC().fittings.listSlots.queryOptions(input, {
      staleTime: 5_000,
      refetchInterval: 20_000,
      placeholderData: keepPreviousData,
    }),
  );
  const isOffline = useIsOffline();
  const { stores } = useMyStore();
  const now = useServerNow();
  const store = stores.find((s) => s.id === storeId);
  const isUnknown = !query.data && isOffline && store !== undefined;
  const data = query.data ?? (isUnknown ? groupSlotsByHours(store, now, slots) : undefined);
  return (
    <div className="grid gap-5">
      <div className="grid justify-items-start gap-1.5">
        <span className="text-sm font-medium">{t("length")}</span>
        <Segmented
          legend={t("length")}
          value={String(slots)}
          onChange={(v) => onSlots(v === "2" ? 2 : 1)}
          options={[
            { value: "1", label: t("halfHour") },
            { value: "2", label: t("hour") },
          ]}
        />
      </div>
      {isUnknown ? <Notice tone="kept">{tw("noSlots")}</Notice> : null}
      {data ? (
        <Days
          data={data}
          value={value}
          onChange={onChange}
          wait={wait ?? null}
          onWait={isUnknown || isOffline ? undefined : onWait}
        />
      ) : null}
      {!data && query.isError ? (
        <Notice
          tone="error"
          action={
            <Button variant="quiet" size="small" onClick={() => void query.refetch()}>
              {t("retry")}
            </Button>
          }
        >
          {t("failed")}
        </Notice>
      ) : null}
      {!data && !query.isError ? (
        <div className="grid gap-3" role="status" aria-label={t("looking")}>
          <Skeleton className="h-16" />
          <Skeleton className="h-32" />
        </div>
      ) : null}
    </div>
  );
}

/** The day shown first: the chosen time's, else the first with a free slot, else today. */
function findFirstDay(data: StoreSlots, value: string | null): string {
  if (value) return toLocalDate(Date.parse(value), data.timeZone);
  return data.days.find((d) => d.slots.some((s) => s.free > 0))?.date ?? data.today;
}

type WaitlistProps = { wait: WaitlistTarget | null; onWait: ((wait: WaitlistTarget | null) => void) | undefined };

function Days({
  data,
  value,
  onChange,
  ...waiting
}: {
  data: StoreSlots;
  value: string | null;
  onChange: (startsAt: string | null) => void;
} & WaitlistProps) {
  const t = useTranslations("fittings.book");
  const name = useId();
  const dayNames = useDayNames();
  const [picked, setPicked] = useState<string | null>(null);
  const shown = picked && data.days.some((d) => d.date === picked) ? picked : findFirstDay(data, value);
  const day = data.days.find((d) => d.date === shown);
  return (
    <>
      <fieldset className="grid min-w-0 gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">{t("day")}</legend>
        <div className="-mx-6 flex gap-2 overflow-x-auto px-6 pb-1">
          {data.days.map((d) => {
            const { weekday, day: number } = dayNames(d.date);
            const none = d.closed ? t("closed") : d.slots.some((s) => s.free > 0) ? null : t("full");
            return (
              <label key={d.date} className={`${choice} min-h-16 min-w-20 shrink-0 px-2 py-1.5`}>
                <input
                  type="radio"
                  name={name}
                  className={radio}
                  checked={d.date === shown}
                  disabled={d.closed}
                  onChange={() => {
                    setPicked(d.date);
                    onChange(null);
                  }}
                />
                <span className="text-sm">{weekday}</span>
                <span className="text-sm font-medium whitespace-nowrap tabular">{number}</span>
                <span className="text-xs">{none ?? "\u00a0"}</span>
              </label>
            );
          })}
        </div>
      </fieldset>
      {day ? <Times day={day} timeZone={data.timeZone} value={value} onChange={onChange} {...waiting} /> : null}
    </>
  );
}

function Times({
  day,
  timeZone,
  value,
  onChange,
  wait,
  onWait,
}: {
  day: DaySlots;
  timeZone: string;
  value: string | null;
  onChange: (startsAt: string) => void;
} & WaitlistProps) {
  const t = useTranslations("fittings.book");
  const name = useId();
  const { time, hour } = useFittingTimes(timeZone);
  const free = day.slots.some((s) => s.free > 0);
  const groups = parts
    .map((part) => ({ part, slots: day.slots.filter((s) => getPartOfDay(hour(s.startsAt)) === part) }))
    .filter((g) => g.slots.length > 0);
  // Shown only for days with taken slots.
  const list =
    onWait && day.slots.some((s) => s.free === 0) ? (
      <WaitlistChoice date={day.date} open={groups.map((g) => g.part)} free={free} value={wait} onChange={onWait} />
    ) : null;
  if (!free) {
    return (
      <div className="grid gap-4">
        <Notice tone="info">{day.closed ? t("dayClosed") : t("dayFull")}</Notice>
        {list}
      </div>
    );
  }
  return (
    <div className="grid gap-4">
      {groups.map(({ part, slots }) => (
        <fieldset key={part}>
          <legend className="mb-1.5 text-sm text-soft">{t(part)}</legend>
          <div className="grid grid-cols-4 gap-2 sm:grid-cols-5">
            {slots.map((s) => (
              <label key={s.startsAt} className={`${choice} min-h-11 px-1 tabular`}>
                <input
                  type="radio"
                  name={name}
                  className={radio}
                  checked={s.startsAt === value}
                  disabled={s.free === 0}
                  onChange={() => onChange(s.startsAt)}
                />
                <span className={s.free === 0 ? "line-through" : ""}>{time(s.startsAt)}</span>
                {s.free === 0 ? <span className="sr-only">{t("taken")}</span> : null}
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      {list}
    </div>
  );
}
