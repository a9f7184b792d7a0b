import { Temporal } from "temporal-polyfill";

/** Opening intervals of one day in the store's zone, "HH:MM", sorted, not overlapping; "24:00" ends the day. */
export type DayHours = [opens: string, closes: string][];

/** What decides when a store is open. `weeklyHours` has seven days, Monday first. */
export type StoreHours = {
  /** IANA zone, e.g. `Europe/Berlin`. */
  timeZone: string;
  weeklyHours: DayHours[];
  /** Days with other hours than the week says; no intervals means closed. `date` is YYYY-MM-DD. */
  holidays: { date: string; name: string; hours: DayHours }[];
};

/** A stretch of time, half-open, in milliseconds since 1970. */
export type Span = { from: number; to: number };

/** The hours of one local day (YYYY-MM-DD): the holiday's when it is one, else the week's. Empty means closed. */
export function hoursOn(store: StoreHours, date: string): DayHours {
  const holiday = store.holidays.find((h) => h.date === date);
  if (holiday) return holiday.hours;
  return store.weeklyHours[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? [];
}

/**
 * When a clock on the store's wall shows `time` on `date`. A time skipped by daylight saving means the moment after the
 * gap; of a repeated one the first. "24:00" is the next midnight.
 */
export function momentOf(date: string, time: string, timeZone: string): number {
  const day = Temporal.PlainDate.from(date);
  const at =
    time === "24:00" ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(Temporal.PlainTime.from(time));
  const zoned = at.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const skipped = !zoned.toPlainDateTime().equals(at);
  return (skipped ? (zoned.getTimeZoneTransition("next") ?? zoned) : zoned).epochMilliseconds;
}

/** The opening intervals of one local day as moments, in order; none when closed. */
export function openSpans(store: StoreHours, date: string): Span[] {
  return hoursOn(store, date)
    .map(([opens, closes]) => ({
      from: momentOf(date, opens, store.timeZone),
      to: momentOf(date, closes, store.timeZone),
    }))
    .filter((s) => s.to > s.from);
}

/** The local day (YYYY-MM-DD) on the store's wall calendar at a moment. */
export function dateAt(moment: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The local day `days` after `date`, both YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
