import { Temporal } from "temporal-polyfill";

/** Opening intervals of one day in the store's zone, "HH:MM", sorted, not overlapping; "24:00" ends the day. */
export type DayHours = [opens: string, closes: string][];

/** The opening hours of a store. `weeklyHours` has seven days, Monday first. */
export type StoreHours = {
  /** IANA zone, e.g. `Europe/Berlin`. */
  timeZone: string;
  weeklyHours: DayHours[];
  /** Days with other hours than the week's; no intervals means closed. `date` is YYYY-MM-DD. */
  holidays: { date: string; name: string; hours: DayHours }[];
};

/** A half-open span of time, in milliseconds since 1970. */
export type Span = { from: number; to: number };

const dayMs = 86_400_000;

/** Returns the hours of one local day (YYYY-MM-DD): the holiday's, otherwise the week's. Empty means closed. */
export function getHours(store: StoreHours, date: string): DayHours {
  const holiday = store.holidays.find((h) => h.date === date);
  if (holiday) return holiday.hours;
  // The first of January 1970 was a Thursday.
  return store.weeklyHours[(Date.parse(date) / dayMs + 3) % 7] ?? [];
}

/**
 * Converts a local `time` on `date` to a moment. A time skipped by daylight saving means the moment after the gap; of a
 * repeated one the first. "24:00" is the next midnight.
 */
export function toMoment(date: string, time: string, timeZone: string): number {
  const key = `${date} ${time} ${timeZone}`;
  const known = momentCache.get(key);
  if (known !== undefined) return known;
  const moment = computeMoment(date, time, timeZone);
  if (momentCache.size >= maxCachedMoments) momentCache.clear();
  momentCache.set(key, moment);
  return moment;
}

/** One computation takes a tenth of a millisecond, and every quote needs the same openings. */
const momentCache = new Map<string, number>();
const maxCachedMoments = 10_000;

function computeMoment(date: string, time: string, timeZone: string): number {
  const day = Temporal.PlainDate.from(date);
  const at =
    time === "24:00" ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(Temporal.PlainTime.from(time));
  const zoned = at.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const skipped = !zoned.toPlainDateTime().equals(at);
  return (skipped ? (zoned.getTimeZoneTransition("next") ?? zoned) : zoned).epochMilliseconds;
}

/** Lists the opening intervals of one local day as moments, in order; none when closed. */
export function listOpenSpans(store: StoreHours, date: string): Span[] {
  return getHours(store, date)
    .map(([opens, closes]) => ({
      from: toMoment(date, opens, store.timeZone),
      to: toMoment(date, closes, store.timeZone),
    }))
    .filter((s) => s.to > s.from);
}

/** The local day (YYYY-MM-DD) of a zone at a moment. */
export function toLocalDate(moment: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The local day `days` after `date`, both YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** Names the day of a moment as seen from `now` in `timeZone`; both in ms since 1970. */
export function toDayWord(moment: number, now: number, timeZone: string): "today" | "tomorrow" | "other" {
  const day = toLocalDate(moment, timeZone);
  const today = toLocalDate(now, timeZone);
  if (day === today) return "today";
  return day === addDays(today, 1) ? "tomorrow" : "other";
}

/** A store that does not open within this many days counts as closed. */
const searchDays = 60;
const minuteMs = 60_000;
const promiseStepMs = 5 * minuteMs;

/**
 * Iterates the open spans that end after a moment, joined where one closes as the next opens, over the next
 * `searchDays` days.
 */
function* iterateSpans(store: StoreHours, moment: number): Generator<Span, undefined> {
  let date = addDays(toLocalDate(moment, store.timeZone), -1);
  let held: Span | null = null;
  for (let day = 0; day <= searchDays; day++, date = addDays(date, 1)) {
    for (const span of listOpenSpans(store, date)) {
      if (span.to <= moment) continue;
      if (held && span.from <= held.to) {
        held = { from: held.from, to: Math.max(held.to, span.to) };
        continue;
      }
      if (held) yield held;
      held = span;
    }
  }
  if (held) yield held;
  return undefined;
}

/** Returns whether the store is open, and when that changes next (null: not within `searchDays` days). */
export function getOpenState(store: StoreHours, moment: number): { open: boolean; changesAt: number | null } {
  const next = iterateSpans(store, moment).next().value;
  if (!next) return { open: false, changesAt: null };
  const open = next.from <= moment;
  return { open, changesAt: open ? next.to : next.from };
}

/** Whether the store is open at a moment. */
export const isOpenAt = (store: StoreHours, moment: number): boolean => getOpenState(store, moment).open;

/**
 * Computes when work of `minutes` begun at `moment` is done, counting only minutes in which the store is open (no lunch
 * breaks, nights, holidays), rounded up to five minutes within the opening. Null when the store does not open in
 * `searchDays` days.
 */
export function computePromise(store: StoreHours, moment: number, minutes: number): number | null {
  let left = minutes * minuteMs;
  for (const { from, to } of iterateSpans(store, moment)) {
    const start = Math.max(from, moment);
    if (to - start >= left) return Math.min(Math.ceil((start + left) / promiseStepMs) * promiseStepMs, to);
    left -= to - start;
  }
  return null;
}

/**
 * Returns the last closing of the first opening day after the local day of `moment`; null when there is none in
 * `searchDays` days.
 */
export function getEndOfNextOpeningDay(store: StoreHours, moment: number): number | null {
  let date = toLocalDate(moment, store.timeZone);
  for (let day = 0; day < searchDays; day++) {
    date = addDays(date, 1);
    const last = listOpenSpans(store, date).at(-1);
    if (last) return last.to;
  }
  return null;
}

type Coordinates = { latitude: number | null; longitude: number | null };

/** Great-circle distance in km (haversine, mean earth radius), or null when a position is unknown. */
export function computeDistanceKm(a: Coordinates, b: Coordinates): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null;
  const rad = Math.PI / 180;
  const half = (x: number) => Math.sin(x / 2) ** 2;
  const h =
    half((b.latitude - a.latitude) * rad) +
    Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * half((b.longitude - a.longitude) * rad);
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}
