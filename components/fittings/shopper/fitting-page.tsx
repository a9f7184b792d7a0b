"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useServerNow } from "@/components/stores/server-now";
import { useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Icon } from "@/components/ui/icon";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { canRequestItem } from "@/server/fittings/rules";
import type { FittingRow } from "@/server/fittings/schema";
import { DoubleBookingNotice } from "../other-appointment";
import { StatusChip } from "../status-chip";
import { useFittingTimes } from "../times";
import { useFittings, useRoomName } from "../use-fittings";
import { ConflictNotice } from "./conflict-notice";
import { FittingActions } from "./fitting-actions";
import { FittingItems } from "./fitting-items";
import { RoomService } from "./room-service";

/** One fitting, live: when, where, its items, and item requests from inside the room. */
export function FittingPage({ id }: { id: string }) {
  const t = useTranslations("fittings");
  const { owner } = useOwner();
  const { ready, rows, linked } = useFittings();
  const live = rows.find((f) => f.fittingId === id);
  const asked = useQuery(
    useTRPC().fittings.get.queryOptions(
      { fittingId: id },
      { enabled: ready && !live && !linked && Boolean(owner), retry: false },
    ),
  );
  const fitting = live ?? asked.data;
  const missing = ready && !fitting && (!owner || linked || asked.isError);
  return (
    <main id="content" className="mx-auto grid w-full max-w-3xl gap-8 px-4 py-6 md:py-10">
      <Link
        href="/fittings"
        className="inline-flex min-h-11 items-center gap-1 justify-self-start text-soft hover:text-ink"
      >
        <Icon name="left" size={18} />
        {t("one.back")}
      </Link>
      {fitting ? <Fitting fitting={fitting} /> : null}
      {missing ? (
        <Empty
          title={t("one.notFound")}
          text={t("one.notFoundText")}
          action={
            <Link href="/fittings" className={buttonClass({ variant: "outline" })}>
              {t("one.back")}
            </Link>
          }
        />
      ) : null}
      {!fitting && !missing ? (
        <div className="grid gap-4" role="status" aria-label={t("loading")}>
          <Skeleton className="h-28" />
          <Skeleton className="h-12" />
          <Skeleton className="h-40" />
        </div>
      ) : null}
    </main>
  );
}

function Fitting({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings");
  const { longDay, time, when } = useFittingTimes(fitting.timeZone);
  const roomName = useRoomName();
  const { line } = useSyncStatus();
  const now = useServerNow();
  const times = { startsAt: Date.parse(fitting.startsAt), endsAt: Date.parse(fitting.endsAt) };
  const canRequestItems = canRequestItem({ status: fitting.status, ...times }, now);
  const coming = fitting.status === "booked" && times.endsAt > now;
  return (
    <>
      <header className="grid gap-2">
        <div>
          <StatusChip status={fitting.status} />
        </div>
        <h1 className="font-serif text-3xl tabular first-letter:uppercase md:text-4xl">
          {t("one.when", { day: longDay(fitting.startsAt), from: time(fitting.startsAt), to: time(fitting.endsAt) })}
        </h1>
        <p className="text-lg">
          {fitting.storeName} · {roomName(fitting.roomName)}
        </p>
        <p className="text-soft">{fitting.storeAddress}</p>
      </header>
      {line === "offline" ? <Notice tone="kept">{t("mine.offline")}</Notice> : null}
      {coming && line !== "offline" ? <ConflictNotice fitting={fitting} /> : null}
      {coming ? <DoubleBookingNotice fitting={fitting} /> : null}
      {canRequestItems ? <RoomService fitting={fitting} /> : null}
      <FittingActions fitting={fitting} now={now} />
      <FittingItems fitting={fitting} editable={coming} />
      {coming && !canRequestItems ? (
        <p className="border-t border-hairline pt-4 text-soft">{t("room.later", { time: when(fitting.startsAt) })}</p>
      ) : null}
    </>
  );
}
