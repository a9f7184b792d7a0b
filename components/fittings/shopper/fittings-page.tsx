"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { RequestList } from "@/components/offline-requests/request-list";
import { useServerNow } from "@/components/stores/server-now";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { useOfflineRequests, useSyncStatus } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { findOverlappingFitting } from "@/server/fittings/rules";
import type { FittingRow } from "@/server/fittings/schema";
import { StatusChip } from "../status-chip";
import { useFittingTimes } from "../times";
import { useFittings, useRoomName } from "../use-fittings";
import { useWaitlist } from "../waitlist/use-waitlist";
import { Waitlist } from "../waitlist/waitlist";
import { EndedWaitlistEntry } from "../waitlist/waitlist-card";

const isAhead = (f: FittingRow, now: number) =>
  f.status === "checked_in" || (f.status === "booked" && Date.parse(f.endsAt) > now);

/** Declined requests are shown by RequestNotices, on every page. */
const isFitting = (request: OfflineRequest) => request.name === "request.fitting" && !request.refused;

/** The shopper's fittings, live: requests, upcoming, then past. */
export function FittingsPage() {
  const t = useTranslations("fittings");
  const { ready, rows, linked } = useFittings();
  const { line } = useSyncStatus();
  const now = useServerNow();
  const requests = useOfflineRequests().requests.filter(isFitting);
  const waitlist = useWaitlist();
  const ended = waitlist.filter((w) => w.status === "lapsed" || w.status === "over").reverse();
  const openWaits = waitlist.filter((w) => w.status === "waiting" || w.status === "offered");
  const ahead = rows.filter((f) => isAhead(f, now));
  const past = rows.filter((f) => !isAhead(f, now)).reverse();
  return (
    <main id="content" className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-8 md:py-12">
      <h1 className="font-serif text-3xl md:text-4xl">{t("mine.title")}</h1>
      {line === "offline" && rows.length > 0 ? <Notice tone="kept">{t("mine.offline")}</Notice> : null}
      {linked ? <LinkedDevice /> : null}
      {!ready ? (
        <div className="grid gap-3" role="status" aria-label={t("loading")}>
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </div>
      ) : null}
      <RequestList of={isFitting} />
      {ready && rows.length + requests.length + openWaits.length + ended.length === 0 && !linked ? (
        <Empty
          title={t("mine.emptyTitle")}
          text={t("mine.emptyText")}
          action={
            <Link href="/" className={buttonClass({ variant: "outline" })}>
              {t("mine.browse")}
            </Link>
          }
        />
      ) : null}
      {ready ? <Waitlist rows={openWaits} /> : null}
      {ready ? <Group title={t("mine.ahead")} rows={ahead} /> : null}
      {ready && ended.length > 0 ? (
        <section className="grid gap-3">
          <h2 className="text-sm font-medium text-soft">{t("waitlist.ended")}</h2>
          {ended.map((wait) => (
            <EndedWaitlistEntry key={wait.waitId} wait={wait} />
          ))}
        </section>
      ) : null}
      {ready ? <Group title={t("mine.past")} rows={past} quiet /> : null}
    </main>
  );
}

function LinkedDevice() {
  const t = useTranslations("fittings.mine");
  return (
    <Notice
      action={
        <Link href="/account" className="min-h-11 content-center font-medium underline underline-offset-4">
          {t("signInAction")}
        </Link>
      }
    >
      {t("signIn")}
    </Notice>
  );
}

function Group({ title, rows, quiet = false }: { title: string; rows: FittingRow[]; quiet?: boolean }) {
  if (rows.length === 0) return null;
  return (
    <section className="grid gap-3">
      <h2 className="text-sm font-medium text-soft">{title}</h2>
      <ul className="grid gap-3">
        {rows.map((f) => (
          <li key={f.fittingId}>
            <FittingCard
              fitting={f}
              quiet={quiet}
              twoAtOnce={!quiet && findOverlappingFitting(f, rows) !== undefined}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function FittingCard({ fitting, quiet, twoAtOnce }: { fitting: FittingRow; quiet: boolean; twoAtOnce: boolean }) {
  const t = useTranslations("fittings");
  const { longDay, time } = useFittingTimes(fitting.timeZone);
  const roomName = useRoomName();
  const pieces = t("mine.items", { count: fitting.items.length });
  return (
    <Link
      href={`/fittings/${fitting.fittingId}`}
      className={`grid gap-1 rounded border border-hairline px-5 py-4 hover:border-field ${quiet ? "" : "bg-paper"}`}
    >
      <span className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className={`font-serif tabular first-letter:uppercase ${quiet ? "text-lg" : "text-2xl"}`}>
          {t("one.when", { day: longDay(fitting.startsAt), from: time(fitting.startsAt), to: time(fitting.endsAt) })}
        </span>
        <StatusChip status={fitting.status} />
      </span>
      <span className="text-soft">
        {fitting.storeName} · {roomName(fitting.roomName)} · {pieces}
      </span>
      {fitting.hit && !quiet ? <span className="font-medium text-thread">{t("conflict.card")}</span> : null}
      {twoAtOnce ? <span className="font-medium text-thread">{t("other.card")}</span> : null}
    </Link>
  );
}
