import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { StoreWaitlistRow, WaitlistRow, WaitlistView } from "./schema";

type WaitlistRecord = Omit<WaitlistRow, "offer"> & {
  startsAt: string | null;
  endsAt: string | null;
  expiresAt: string | null;
} & {
  place: number | null;
};

const toIso = (text: string) => new Date(text).toISOString();

/** Finds waitlist entries; `where` uses alias `w`, the entry. In the order of joining. */
async function findEntries(where: SQL, on: Db | Tx): Promise<WaitlistView[]> {
  const rows = await on.execute<WaitlistRecord>(sql`
    select w.id as "waitId", w.store_id as "storeId", s.name as "storeName", s.time_zone as "timeZone", w.date::text,
      w.slots, w.part, jsonb_array_length(w.variant_ids) as pieces, w.status, w.fitting_id as "fittingId",
      w.starts_at as "startsAt", w.ends_at as "endsAt", w.expires_at as "expiresAt",
      case when w.status = 'waiting' then 1 + (select count(*)::int from fitting_waitlist_entry o where o.store_id = w.store_id
        and o.date = w.date and o.status = 'waiting' and (o.joined_at, o.id) < (w.joined_at, w.id)) end as place
    from fitting_waitlist_entry w join store s on s.id = w.store_id where ${where} order by w.joined_at, w.id`);
  return rows.map(({ startsAt, endsAt, expiresAt, ...row }) => ({
    ...row,
    fittingId: row.status === "taken" ? row.fittingId : null,
    offer:
      startsAt && endsAt && expiresAt
        ? { startsAt: toIso(startsAt), endsAt: toIso(endsAt), expiresAt: toIso(expiresAt) }
        : null,
  }));
}

const isOfShopper = (shopperId: string) => sql`w.shopper_id = ${shopperId} and w.status <> 'left'
  and w.date > (clock_now() at time zone s.time_zone)::date - 8`;

/** Lists a shopper's entries: all open ones, and the ended ones of the last week; in the order of joining. */
export const listShopperEntries = (shopperId: string, on: Db | Tx = db()): Promise<WaitlistView[]> =>
  findEntries(isOfShopper(shopperId), on);

/** Returns an entry as its shopper's devices see it: without the position, which others change. */
export async function findEntry(waitId: string, on: Db | Tx): Promise<WaitlistRow | null> {
  const [row] = await findEntries(sql`w.id = ${waitId}`, on);
  return row ? omitPlace(row) : null;
}

const omitPlace = ({ place: _, ...row }: WaitlistView): WaitlistRow => row;

type Entity<T> = { entity: string; entityId: string; row: T };

/** Snapshot of a shopper's scope: entity `fitting_wait`. */
export async function listShopperEntryEntities(shopperId: string): Promise<Entity<WaitlistRow>[]> {
  const rows = await listShopperEntries(shopperId);
  return rows.map((row) => ({ entity: "fitting_wait", entityId: row.waitId, row: omitPlace(row) }));
}

/** Snapshot of a store's scope: entity `fitting_wait`, of days ahead, without personal data. */
export async function listStoreEntryEntities(storeId: string): Promise<Entity<StoreWaitlistRow>[]> {
  const rows = await db().execute<StoreWaitlistRow>(sql`
    select id as "waitId", store_id as "storeId", date::text, status from fitting_waitlist_entry
    where store_id = ${storeId} and status in ('waiting', 'offered')`);
  return rows.map((row) => ({ entity: "fitting_wait", entityId: row.waitId, row }));
}

/** Counts the waiting and offered entries of a store's local day. */
export async function countWaiting(storeId: string, date: string): Promise<number> {
  const [row] = await db().execute<{ n: number }>(sql`
    select count(*)::int as n from fitting_waitlist_entry
    where store_id = ${storeId} and date = ${date} and status in ('waiting', 'offered')`);
  return row?.n ?? 0;
}

/** The guard of an offer: the entry still waits. Two processes meet at the row, and the second finds it offered. */
export const isWaiting = (): SQL => sql`status = 'waiting'`;
