import type { Span, StoreHours } from "@/server/stores/rules";
import { partOfDay } from "../rules";
import { type SlotCount, slotsOn } from "../slots.rules";

/** Places on waiting lists that a shopper may have at once. */
export const maxWaits = 3;
/** How long an offered time is kept; less when it begins sooner. */
export const offerMinutes = 30;
/** A time that begins sooner than this is offered to nobody: they could not come. */
const leadMs = 10 * 60_000;

export const waitParts = ["any", "morning", "afternoon", "evening"] as const;
type WaitPart = (typeof waitParts)[number];
/**
 * `waiting` → `offered` → `taken`; `lapsed` when an offer was not taken in time, `left` by the shopper's own wish, `over`
 * with the day. An offer that the store can no longer keep leads back to `waiting`.
 */
export type WaitStatus = "waiting" | "offered" | "taken" | "lapsed" | "left" | "over";

type Wish = { date: string; slots: SlotCount; part: WaitPart };

/** The hour on the wall of a zone, 0-23. */
const hourAt = (at: number, timeZone: string): number =>
  Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone }).format(at));

/** The times of the wanted day that suit by hours alone and are far enough ahead of `now` (ms), earliest first. */
export function suiting(store: StoreHours, { date, slots, part }: Wish, now: number): Span[] {
  return slotsOn(store, date, slots).filter(
    ({ from }) => from >= now + leadMs && (part === "any" || partOfDay(hourAt(from, store.timeZone)) === part),
  );
}
