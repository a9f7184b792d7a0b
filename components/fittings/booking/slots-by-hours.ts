import { horizonDays } from "@/server/fittings/rules";
import type { StoreSlots } from "@/server/fittings/schema";
import { listSlots, type SlotCount } from "@/server/fittings/slots.rules";
import { addDays, getHours, toLocalDate } from "@/server/stores/rules";
import type { StoreView } from "@/server/stores/schema";

/** A store's opening hours as slots, for use offline, where free rooms are unknown. */
export function groupSlotsByHours(store: StoreView, now: number, slots: SlotCount): StoreSlots {
  const today = toLocalDate(now, store.timeZone);
  const days = Array.from({ length: horizonDays }, (_, i) => {
    const date = addDays(today, i);
    const spans = listSlots(store, date, slots).filter((span) => span.from > now);
    const closed = getHours(store, date).length === 0;
    return { date, closed, slots: spans.map(({ from }) => ({ startsAt: new Date(from).toISOString(), free: 1 })) };
  });
  return { storeId: store.id, storeName: store.name, timeZone: store.timeZone, today, days };
}
