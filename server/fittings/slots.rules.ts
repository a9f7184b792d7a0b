import { listOpenSpans, type Span, type StoreHours } from "@/server/stores/rules";
import { slotMs } from "./rules";

export type SlotCount = 1 | 2;
export type SlotRefusal = "STORE_CLOSED" | "SLOT_OUTSIDE_HOURS" | "SLOT_PAST";

/**
 * Lists the slots of a local day (YYYY-MM-DD) for appointments of `slots` × 30 minutes, in order. They step through
 * real time inside each opening interval: none falls into a daylight-saving gap, the repeated hour has its slots twice,
 * and none runs over lunch or closing.
 */
export function listSlots(store: StoreHours, date: string, slots: SlotCount): Span[] {
  return listOpenSpans(store, date).flatMap(({ from, to }) => {
    const count = Math.max(0, Math.floor((to - from) / slotMs) - slots + 1);
    return Array.from({ length: count }, (_, i) => ({
      from: from + i * slotMs,
      to: from + (i + slots) * slotMs,
    }));
  });
}

/** Finds why a slot starting at `from` on the local day `date` cannot be booked by hours alone; null when it can. */
export function findRefusal(
  store: StoreHours,
  requested: { date: string; from: number; slots: SlotCount },
  now: number,
): SlotRefusal | null {
  if (requested.from <= now) return "SLOT_PAST";
  if (listOpenSpans(store, requested.date).length === 0) return "STORE_CLOSED";
  return listSlots(store, requested.date, requested.slots).some((s) => s.from === requested.from)
    ? null
    : "SLOT_OUTSIDE_HOURS";
}

/** Whether two half-open spans overlap. */
export const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

/** Filters the rooms that are free for the whole of `span`, in the given order. */
export function filterFreeRooms(rooms: string[], busy: (Span & { roomId: string })[], span: Span): string[] {
  return rooms.filter((room) => !busy.some((b) => b.roomId === room && overlaps(b, span)));
}

/** Sorts times by their distance to `requested`; of two that are as near, the earlier comes first. */
export const sortByNearness = (times: number[], requested: number): number[] =>
  [...times].sort((a, b) => Math.abs(a - requested) - Math.abs(b - requested) || a - b);
