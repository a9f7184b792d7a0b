import { slotMs } from "@/server/fittings/rules";
import type { FittingRow, StoreDayView } from "@/server/fittings/schema";

/** Width of an hour on the timeline, in CSS pixels: half an hour still holds a name on two lines. */
export const hourPx = 160;
const hourMs = 3_600_000;

/** What the timeline shows: whole hours around opening and all appointments, ms since 1970. */
export type TimelineWindow = { from: number; to: number };
export type TimelineItem = {
  fitting: FittingRow;
  left: number;
  width: number;
  /** How far the name may run: to the next appointment of the room or the end of the day. */
  room: number;
};

/** The window of a day; null when the store is closed and nobody is booked. */
export function getWindow(day: Pick<StoreDayView, "open">, fittings: FittingRow[]): TimelineWindow | null {
  const spans = [
    ...day.open.map((s) => [Date.parse(s.from), Date.parse(s.to)] as const),
    ...fittings.map((f) => [Date.parse(f.startsAt), Date.parse(f.endsAt)] as const),
  ];
  if (spans.length === 0) return null;
  const from = Math.min(...spans.map(([a]) => a));
  const to = Math.max(...spans.map(([, b]) => b));
  return { from: Math.floor(from / hourMs) * hourMs, to: Math.ceil(to / hourMs) * hourMs };
}

/** Distance of a moment from the window's start, in pixels. */
export const toX = (at: number, window: TimelineWindow): number => ((at - window.from) / hourMs) * hourPx;

/** The whole hours of a window. */
export function listHours(window: TimelineWindow): number[] {
  return Array.from({ length: Math.round((window.to - window.from) / hourMs) }, (_, i) => window.from + i * hourMs);
}

/** What the label of now takes, in pixels, and what an hour's does. */
const nowPx = 56;
const hourLabelPx = 48;

/**
 * Where the label of now stands to its line, `after` it or, at the end of the day, `before`, and the whole hours whose
 * labels it leaves room for; null outside of the window.
 */
export function placeNow(
  now: number,
  window: TimelineWindow,
): { x: number; side: "after" | "before"; hours: number[] } | null {
  if (now < window.from || now > window.to) return null;
  const x = toX(now, window);
  const side = x + nowPx > toX(window.to, window) ? "before" : "after";
  const left = side === "after" ? x : x - nowPx;
  const hours = listHours(window).filter((at) => {
    const hour = toX(at, window);
    return hour + hourLabelPx <= left || hour >= left + nowPx;
  });
  return { x, side, hours };
}

/** The appointments of one room from left to right, each with the room its name has before the next begins. */
export function placeRoom(fittings: FittingRow[], window: TimelineWindow): TimelineItem[] {
  const sorted = [...fittings].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  return sorted.map((fitting, i) => {
    const left = toX(Date.parse(fitting.startsAt), window);
    const next = sorted[i + 1];
    const end = next ? toX(Date.parse(next.startsAt), window) : toX(window.to, window);
    return { fitting, left, width: toX(Date.parse(fitting.endsAt), window) - left, room: end - left };
  });
}

/** Starts of the half hours of a room that a walk-in could have: not over yet, inside the hours, nobody in them. */
export function listFreeStarts(day: Pick<StoreDayView, "open">, taken: FittingRow[], now: number): number[] {
  const starts = day.open.flatMap((span) => {
    const from = Date.parse(span.from);
    const count = Math.floor((Date.parse(span.to) - from) / slotMs);
    return Array.from({ length: Math.max(0, count) }, (_, i) => from + i * slotMs);
  });
  return starts.filter(
    (at) => at + slotMs > now && !taken.some((f) => Date.parse(f.startsAt) < at + slotMs && at < Date.parse(f.endsAt)),
  );
}
