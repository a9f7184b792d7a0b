import type { Span, StoreHours } from "@/server/stores/rules";
import { getPartOfDay } from "../rules";
import { listSlots, type SlotCount } from "../slots.rules";

/** The limit of a shopper's open entries. */
export const maxEntries = 3;
/** How long an offered time is held; less when it begins sooner. */
export const offerMinutes = 30;
/** A time that begins sooner than this is not offered: a shopper could not come. */
const leadMs = 10 * 60_000;

export const dayParts = ["any", "morning", "afternoon", "evening"] as const;
type DayPart = (typeof dayParts)[number];
/**
 * `waiting` → `offered` → `taken`; `lapsed` when an offer was not accepted in time, `left` when the shopper left,
 * `over` with the day. An offer that the store can no longer keep leads back to `waiting`.
 */
export type WaitlistStatus = "waiting" | "offered" | "taken" | "lapsed" | "left" | "over";

type WaitlistRequest = { date: string; slots: SlotCount; part: DayPart };

/** The local hour of a zone, 0-23. */
const getHour = (at: number, timeZone: string): number =>
  Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone }).format(at));

/**
 * Lists the times of the requested day that match by hours alone and are far enough ahead of `now` (ms), earliest
 * first.
 */
export function listMatchingSpans(store: StoreHours, { date, slots, part }: WaitlistRequest, now: number): Span[] {
  return listSlots(store, date, slots).filter(
    ({ from }) => from >= now + leadMs && (part === "any" || getPartOfDay(getHour(from, store.timeZone)) === part),
  );
}
