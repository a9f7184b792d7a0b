import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { jsonArray, jsonObject } from "@/db/json";
import { fitting } from "@/db/schema/fittings";
import { AppError } from "@/server/platform/errors";
import { addDays, getHours, type Span, type StoreHours } from "@/server/stores/rules";
import { horizonDays } from "./rules";
import type { NextSlot, SlotView, StoreSlots } from "./schema";
import { filterFreeRooms, listSlots, type SlotCount, sortByNearness } from "./slots.rules";

type DaysQuery = {
  storeId: string;
  date?: string | undefined;
  /** Instead of a date: from the local day before this time (ms since 1970). */
  around?: number | undefined;
  days: number;
  movingId?: string | undefined;
};
type StoreDays = StoreHours & {
  id: string;
  name: string;
  country: string;
  /** Database clock, ms since 1970. */
  now: number;
  today: string;
  /** First day loaded. */
  first: string;
  rooms: string[];
  busy: (Span & { roomId: string })[];
};

const busyJson: SQL<StoreDays["busy"][number]> = jsonObject({
  roomId: fitting.roomId,
  from: sql<number>`extract(epoch from ${fitting.startsAt}) * 1000`,
  to: sql<number>`extract(epoch from ${fitting.endsAt}) * 1000`,
});

/**
 * Returns a store's hours, its rooms in order and their bookings on `days` local days from `date` (or around a time; by
 * default from today), in one statement. Throws NOT_FOUND for an unknown or closed store.
 */
export async function getStoreDays(
  { storeId, date, around, days, movingId }: DaysQuery,
  on: Db | Tx = db(),
): Promise<StoreDays> {
  const [row] = await on.execute<Omit<StoreDays, "now"> & { now: string }>(sql`
    with chosen as (
      select s.*, clock_now() as at, coalesce(${date ?? null}::date,
        (to_timestamp(${around ?? null}::float8 / 1000) at time zone s.time_zone)::date - 1,
        (clock_now() at time zone s.time_zone)::date) as first
      from store s where s.id = ${storeId} and s.active)
    select c.id, c.name, c.country, c.time_zone as "timeZone", c.weekly_hours as "weeklyHours", c.holidays,
      extract(epoch from c.at) * 1000 as now, (c.at at time zone c.time_zone)::date::text as today, c.first::text,
      array(select r.id from fitting_room r where r.store_id = c.id and r.active order by r.position, r.name) as rooms,
      ${jsonArray(
        busyJson,
        sql`from fitting where store_id = c.id and status in ('offered', 'booked', 'checked_in', 'done')
          and fitting.id is distinct from ${movingId ?? null}::uuid
          and ends_at > c.first::timestamp at time zone c.time_zone
          and starts_at < (c.first + ${days}::int)::timestamp at time zone c.time_zone`,
      )} as busy
    from chosen c`);
  if (!row) throw new AppError("NOT_FOUND");
  return { ...row, now: Math.floor(Number(row.now)) };
}

function toSlotViews(store: StoreDays, date: string, slots: SlotCount): SlotView[] {
  return listSlots(store, date, slots)
    .filter((span) => span.from > store.now)
    .map((span) => ({
      startsAt: new Date(span.from).toISOString(),
      free: filterFreeRooms(store.rooms, store.busy, span).length,
    }));
}

/** Lists the slots that have not begun, per local day, with the number of free rooms of each. */
export async function getStoreSlots(input: DaysQuery & { slots: SlotCount }, on: Db | Tx = db()): Promise<StoreSlots> {
  const store = await getStoreDays(input, on);
  const dates = Array.from({ length: input.days }, (_, i) => addDays(store.first, i));
  return {
    storeId: store.id,
    storeName: store.name,
    timeZone: store.timeZone,
    today: store.today,
    days: dates.map((date) => ({
      date,
      closed: getHours(store, date).length === 0,
      slots: toSlotViews(store, date, input.slots),
    })),
  };
}

/** Finds the next free slot of a store within the days that can be booked, or null. */
export async function findNextSlot(storeId: string): Promise<NextSlot> {
  const { days, today, timeZone } = await getStoreSlots({ storeId, days: horizonDays, slots: 1 });
  for (const { date, slots } of days) {
    const free = slots.find((s) => s.free > 0);
    if (free) return { startsAt: free.startsAt, date, today, timeZone };
  }
  return null;
}

/**
 * Lists the free starts (ms since 1970) from the day before `around` to three days after, within the days that can be
 * booked, nearest first.
 */
export async function listFreeAround(
  storeId: string,
  { around, slots, on = db() }: { around: number; slots: SlotCount; on?: Db | Tx | undefined },
): Promise<number[]> {
  const { days, today } = await getStoreSlots({ storeId, around, days: 5, slots }, on);
  const last = addDays(today, horizonDays - 1);
  const free = days.filter((d) => d.date <= last).flatMap((d) => d.slots.filter((s) => s.free > 0));
  return sortByNearness(
    free.map((s) => Date.parse(s.startsAt)),
    around,
  );
}
