import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { StoreWaitRow, WaitRow, WaitView } from "./schema";

type Raw = Omit<WaitRow, "offer"> & { startsAt: string | null; endsAt: string | null; expiresAt: string | null } & {
  place: number | null;
};

const iso = (text: string) => new Date(text).toISOString();

/** Places on waiting lists; `where` speaks of `w`, the place. In the order of joining. */
async function loadWaits(where: SQL, on: Db | Tx): Promise<WaitView[]> {
  const rows = await on.execute<Raw>(sql`
    select w.id as "waitId", w.store_id as "storeId", s.name as "storeName", s.time_zone as "timeZone", w.date::text,
      w.slots, w.part, jsonb_array_length(w.variant_ids) as pieces, w.status, w.fitting_id as "fittingId",
      w.starts_at as "startsAt", w.ends_at as "endsAt", w.expires_at as "expiresAt",
      case when w.status = 'waiting' then 1 + (select count(*)::int from fitting_wait o where o.store_id = w.store_id
        and o.date = w.date and o.status = 'waiting' and (o.joined_at, o.id) < (w.joined_at, w.id)) end as place
    from fitting_wait w join store s on s.id = w.store_id where ${where} order by w.joined_at, w.id`);
  return rows.map(({ startsAt, endsAt, expiresAt, ...row }) => ({
    ...row,
    fittingId: row.status === "taken" ? row.fittingId : null,
    offer:
      startsAt && endsAt && expiresAt
        ? { startsAt: iso(startsAt), endsAt: iso(endsAt), expiresAt: iso(expiresAt) }
        : null,
  }));
}

const ofShopper = (shopperId: string) => sql`w.shopper_id = ${shopperId} and w.status <> 'left'
  and w.date > (clock_now() at time zone s.time_zone)::date - 8`;

/** One's own places: all that stand, and what became of those of the last week; in the order of joining. */
export const waitsOfShopper = (shopperId: string, on: Db | Tx = db()): Promise<WaitView[]> =>
  loadWaits(ofShopper(shopperId), on);

/** A place as its shopper's devices have it: without the place in line, which others change. */
export async function waitRow(waitId: string, on: Db | Tx): Promise<WaitRow | null> {
  const [row] = await loadWaits(sql`w.id = ${waitId}`, on);
  return row ? withoutPlace(row) : null;
}

const withoutPlace = ({ place: _, ...row }: WaitView): WaitRow => row;

type Entity<T> = { entity: string; entityId: string; row: T };

/** Snapshot of a shopper's scope: entity `fitting_wait`. */
export async function waitEntitiesOfShopper(shopperId: string): Promise<Entity<WaitRow>[]> {
  const rows = await waitsOfShopper(shopperId);
  return rows.map((row) => ({ entity: "fitting_wait", entityId: row.waitId, row: withoutPlace(row) }));
}

/** Snapshot of a store's scope: entity `fitting_wait`, of days ahead, nothing of the person. */
export async function waitEntitiesOfStore(storeId: string): Promise<Entity<StoreWaitRow>[]> {
  const rows = await db().execute<StoreWaitRow>(sql`
    select id as "waitId", store_id as "storeId", date::text, status from fitting_wait
    where store_id = ${storeId} and status in ('waiting', 'offered')`);
  return rows.map((row) => ({ entity: "fitting_wait", entityId: row.waitId, row }));
}

/** How many wait, or think about an offer, for a local day of a store. */
export async function waitingOn(storeId: string, date: string): Promise<number> {
  const [row] = await db().execute<{ n: number }>(sql`
    select count(*)::int as n from fitting_wait
    where store_id = ${storeId} and date = ${date} and status in ('waiting', 'offered')`);
  return row?.n ?? 0;
}
