import type { Span, StoreHours } from "@/server/stores/rules";
import { getPartOfDay } from "../rules";
import { listSlots, type SlotCount } from "../slots.rules";

/** Places on waiting lists that a shopper may have at once. */
export const maxEntries = 3;
/** How long an offered time is kept; less when it begins sooner. */
export const offerMinutes = 30;
/** A time that begins sooner than this is offered to nobody: they could not come. */
const leadMs = 10 * 60_000;

export const dayParts = ["any", "morning", "afternoon", "evening"] as const;
type DayPart = (typeof dayParts)[number];
/**
 * `waiting` → `offered` → `taken`; `lapsed` when an offer was not taken in time, `left` by the shopper's own wish, `over`
 * with the day. An offer that the store can no longer keep leads back to `waiting`.
 */
export type WaitlistStatus = "waiting" | "offered" | "taken" | "lapsed" | "left" | "over";

type WaitlistRequest = { date: string; slots: SlotCount; part: DayPart };

/** The hour on the wall of a zone, 0-23. */
const getHour = (at: number, timeZone: string): number =>
  Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone }).format(at));

/** The times of the wanted day that suit by hours alone and are far enough ahead of `now` (ms), earliest first. */
export function listMatchingSpans(store: StoreHours, { date, slots, part }: WaitlistRequest, now: number): Span[] {
  return listSlots(store, date, slots).filter(
    ({ from }) => from >= now + leadMs && (part === "any" || getPartOfDay(getHour(from, store.timeZone)) === part),
  );
}
