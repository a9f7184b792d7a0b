import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { listOpenSpans, toLocalDate } from "@/server/stores/rules";
import { listStoreConflicts } from "../conflicts/queries";
import { findFittings } from "../queries";
import type { StoreDayView } from "../schema";
import { getStoreDays } from "../slots";
import { countWaiting } from "../waitlist/queries";

/** Returns a store's rooms, hours and appointments (except cancelled ones) of one local day, by default today. */
export async function getStoreDay(storeId: string, date?: string): Promise<StoreDayView> {
  const store = await getStoreDays({ storeId, date, days: 1 });
  const [rooms, fittings, hit, waiting] = await Promise.all([
    db().execute<{ roomId: string; name: string }>(sql`
      select id as "roomId", name from fitting_room where store_id = ${storeId} and active order by position, name`),
    findFittings(sql`f.store_id = ${storeId} and f.status <> 'cancelled'
      and f.ends_at > ${store.first}::date::timestamp at time zone s.time_zone
      and f.starts_at < (${store.first}::date + 1)::timestamp at time zone s.time_zone`),
    listStoreConflicts(storeId),
    countWaiting(storeId, store.first),
  ]);
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    date: store.first,
    today: toLocalDate(store.now, store.timeZone),
    now: iso(store.now),
    timeZone: store.timeZone,
    rooms: [...rooms],
    open: listOpenSpans(store, store.first).map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    fittings,
    hit,
    waiting,
  };
}

/** The guard that lets only one consultant prepare it. */
export const isUnassigned = (): SQL => sql`hanging_by is null`;
