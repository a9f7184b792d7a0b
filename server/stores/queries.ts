import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { toUuidArray } from "@/db/columns";
import { jsonObject } from "@/db/json";
import { fittingRoom, store } from "@/db/schema/stores";
import { now, sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import type { OfficeStoreView, StoreList, StoreView } from "./schema";

const columns = {
  id: store.id,
  code: store.code,
  name: store.name,
  city: store.city,
  country: store.country,
  address: store.address,
  phone: store.phone,
  timeZone: store.timeZone,
  latitude: store.latitude,
  longitude: store.longitude,
  weeklyHours: store.weeklyHours,
  holidays: store.holidays,
  pickupMinutes: store.pickupMinutes,
};

/** A row of `store` as a `StoreView`, inside another statement. */
export const storeJson: SQL<StoreView> = jsonObject(columns);

/** Lists the open stores, in the retailer's order, with the database clock. */
export async function listStores(on: Db | Tx = db()): Promise<StoreList> {
  const rows = await on
    .select({ ...columns, now: sqlNow })
    .from(store)
    .where(eq(store.active, true))
    .orderBy(asc(store.position), asc(store.name));
  const at = rows[0] ? new Date(rows[0].now) : await now(on);
  return { now: at.toISOString(), stores: rows.map(({ now: _, ...view }) => view) };
}

/** Returns one open store. Throws NOT_FOUND. */
export async function getStore(storeId: string, on: Db | Tx = db()): Promise<StoreView> {
  const [row] = await on
    .select(columns)
    .from(store)
    .where(and(eq(store.id, storeId), eq(store.active, true)));
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

/**
 * Selects the quantity of open pickups that still has to be picked, as `store_id` and `pieces`: the workload behind a
 * promise.
 */
export const workloadSql = (isStore: SQL): SQL => sql`
  select p.store_id, sum(l.quantity)::int as pieces from pickup p join pickup_line l on l.pickup_id = p.id
  where p.store_id ${isStore} and p.status in ('requested', 'reserved', 'picking') and l.status = 'reserved'
  group by p.store_id`;

/** Returns the result of `workloadSql`, by store. */
export async function getWorkloads(storeIds: string[], on: Db | Tx = db()): Promise<Map<string, number>> {
  if (storeIds.length === 0) return new Map();
  const rows = await on.execute<{ store_id: string; pieces: number }>(
    workloadSql(sql`= any(${toUuidArray(storeIds)})`),
  );
  return new Map(rows.map((r) => [r.store_id, r.pieces]));
}

/** Lists every store with its rooms, for the office. */
export async function listOfficeStores(): Promise<{ now: string; stores: OfficeStoreView[] }> {
  const [at, stores, rooms] = await Promise.all([
    now(),
    db()
      .select({ ...columns, active: store.active })
      .from(store)
      .orderBy(asc(store.position), asc(store.name)),
    db().select().from(fittingRoom).orderBy(asc(fittingRoom.position), asc(fittingRoom.name)),
  ]);
  const withRooms = stores.map((s) => ({
    ...s,
    rooms: rooms
      .filter((r) => r.storeId === s.id)
      .map(({ id, name, position, active }) => ({ id, name, position, active })),
  }));
  return { now: at.toISOString(), stores: withRooms };
}
