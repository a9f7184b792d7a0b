"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useFittingTimes } from "@/components/fittings/times";
import { useRoomName, useVariantCards } from "@/components/fittings/use-fittings";
import { ConflictList } from "@/components/stores/conflict-list";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { occupiesRoom, slotMs } from "@/server/fittings/rules";
import type { FittingRow, StoreDayView } from "@/server/fittings/schema";
import { FittingPanel } from "./fitting-panel";
import { TimelineFitting } from "./timeline-fitting";
import {
  getWindow,
  hourPx,
  listFreeStarts,
  listHours,
  placeNow,
  placeRoom,
  type TimelineWindow,
  toX,
} from "./timeline-layout";
import { useFittingDay } from "./use-fitting-day";
import { type FreeRoom, WalkInPanel } from "./walk-in-panel";

/** Today's fitting rooms × time, live, with the line of now; a tap opens an appointment or gives a free room away. */
export function RoomTimeline() {
  const t = useTranslations("fittings.desk");
  const { day, fittings, hit: conflicts, waiting, now, failed: hasFailed, retry } = useFittingDay();
  const [openId, setOpenId] = useState<string | null>(null);
  const [free, setFree] = useState<FreeRoom | null>(null);
  const window = day ? getWindow(day, fittings) : null;
  return (
    <div className="grid min-w-0 content-start gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-base font-semibold">{t("rooms")}</h2>
        {waiting > 0 ? <p className="font-medium text-ochre">{t("waiting", { count: waiting })}</p> : null}
      </div>
      <ConflictList fittings={conflicts} />
      {hasFailed ? <Failed onRetry={retry} /> : null}
      {!day && !hasFailed ? <Skeleton className="h-96" /> : null}
      {day && day.rooms.length === 0 ? <Empty title={t("noRooms")} /> : null}
      {day && day.rooms.length > 0 && !window ? <Empty title={t("closedToday")} /> : null}
      {day && day.rooms.length > 0 && window ? (
        <Rooms day={day} window={window} fittings={fittings} now={now} onOpen={setOpenId} onFree={setFree} />
      ) : null}
      <FittingPanel fitting={fittings.find((f) => f.fittingId === openId)} now={now} onClose={() => setOpenId(null)} />
      <WalkInPanel room={free} onClose={() => setFree(null)} />
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations("fittings.book");
  return (
    <Notice
      tone="error"
      action={
        <Button size="tablet" variant="outline" onClick={onRetry}>
          {t("retry")}
        </Button>
      }
    >
      {t("failed")}
    </Notice>
  );
}

type RoomsProps = {
  day: StoreDayView;
  window: TimelineWindow;
  fittings: FittingRow[];
  now: number;
  onOpen: (fittingId: string) => void;
  onFree: (room: FreeRoom) => void;
};

function Rooms({ day, window, fittings, now, onOpen, onFree }: RoomsProps) {
  const t = useTranslations("fittings.desk");
  const { time } = useFittingTimes(day.timeZone);
  const roomName = useRoomName();
  const scroller = useRef<HTMLDivElement>(null);
  const width = toX(window.to, window);
  const nowLine = placeNow(now, window);
  const toIso = (at: number) => new Date(at).toISOString();
  useScrollOnce(scroller, toX(Math.floor(now / slotMs - 1) * slotMs, window));
  const open = fittings.flatMap((f) => f.requests.filter((q) => q.status === "asked" || q.status === "claimed"));
  const card = useVariantCards(open.map((q) => q.variantId));
  return (
    <div ref={scroller} className="overflow-x-auto border-y border-hairline bg-paper">
      <div className="relative" style={{ width: width + 112 }}>
        <div className="relative flex h-8 text-sm text-soft tabular" aria-hidden="true">
          <span className="sticky left-0 z-20 w-28 shrink-0 bg-paper" />
          <span className="relative grow">
            {(nowLine?.hours ?? listHours(window)).map((at) => (
              <span key={at} className="absolute top-1.5 pl-1" style={{ left: toX(at, window) }}>
                {time(toIso(at))}
              </span>
            ))}
          </span>
        </div>
        {day.rooms.map((room) => {
          const here = fittings.filter((f) => f.roomId === room.roomId);
          const starts = listFreeStarts(
            day,
            here.filter((f) => occupiesRoom(f.status)),
            now,
          );
          return (
            <div key={room.roomId} className="relative flex h-26 border-t border-hairline">
              <h3 className="sticky left-0 z-20 grid w-28 shrink-0 place-items-start content-center border-r border-hairline bg-paper pr-2 font-medium">
                {roomName(room.name)}
              </h3>
              <div className="relative grow" style={gridLines}>
                <ClosedHours day={day} window={window} />
                {starts.map((at, i) => (
                  <button
                    key={at}
                    type="button"
                    tabIndex={i === 0 ? 0 : -1}
                    aria-label={t("free", { room: roomName(room.name), time: time(toIso(at)) })}
                    onClick={() => onFree({ ...room, name: roomName(room.name), at, starts })}
                    className="absolute inset-y-2 grid place-items-center rounded text-2xl text-transparent hover:bg-wash hover:text-soft focus-visible:text-soft data-first:border data-first:border-dashed data-first:border-field data-first:text-soft"
                    data-first={i === 0 || undefined}
                    style={{ left: toX(at, window) + 1, width: hourPx / 2 - 3 }}
                  >
                    <span aria-hidden="true">+</span>
                  </button>
                ))}
                {placeRoom(here, window).map((placed) => (
                  <TimelineFitting key={placed.fitting.fittingId} placed={placed} card={card} onOpen={onOpen} />
                ))}
              </div>
            </div>
          );
        })}
        {nowLine ? (
          <div
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 z-10"
            style={{ left: nowLine.x + 112 }}
          >
            <span
              className={`absolute top-1 bg-thread px-1.5 text-sm font-medium text-on-ink tabular ${nowLine.side === "after" ? "left-0 rounded-tl rounded-r" : "right-0 rounded-l rounded-tr"}`}
            >
              {time(toIso(now))}
            </span>
            <i
              className={`absolute top-1 bottom-0 w-0.5 bg-thread ${nowLine.side === "after" ? "left-0" : "right-0"}`}
            />
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Scrolls to `left` once, when it is first known. */
function useScrollOnce(element: RefObject<HTMLElement | null>, left: number) {
  const done = useRef(false);
  useEffect(() => {
    if (done.current) return;
    done.current = true;
    element.current?.scrollTo({ left: Math.max(0, left) });
  }, [element, left]);
}

const gridLines = {
  backgroundImage: "linear-gradient(to right, var(--color-hairline) 1px, transparent 1px)",
  backgroundSize: `${hourPx}px 100%`,
};

/** The hours in which the store is shut: before opening, lunch, after closing. */
function ClosedHours({ day, window }: { day: StoreDayView; window: TimelineWindow }) {
  const edges = day.open.flatMap((s) => [Date.parse(s.from), Date.parse(s.to)]);
  const bounds = [window.from, ...edges, window.to];
  const gaps = Array.from(
    { length: bounds.length / 2 },
    (_, i) => [bounds[i * 2] ?? 0, bounds[i * 2 + 1] ?? 0] as const,
  );
  return gaps
    .filter(([from, to]) => to > from)
    .map(([from, to]) => (
      <span
        key={from}
        aria-hidden="true"
        className="absolute inset-y-0 bg-[repeating-linear-gradient(135deg,transparent_0_6px,var(--color-hairline)_6px_7px)]"
        style={{ left: toX(from, window), width: toX(to, window) - toX(from, window) }}
      />
    ));
}
