import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { Span } from "@/server/stores/rules";

/** Serialises bookings of the same room; released at the end of the transaction. */
export type LockRoom = (tx: Tx, roomId: string) => Promise<void>;

export const lockRoom: LockRoom = async (tx, roomId) => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`fitting-room:${roomId}`}, 0))`);
};

/** A span as PostgreSQL's half-open range. */
export const toRangeSql = ({ from, to }: Span) =>
  sql`tstzrange(${new Date(from).toISOString()}::timestamptz, ${new Date(to).toISOString()}::timestamptz, '[)')`;

/** True while no other appointment (except `exceptId`) occupies the room in that time. */
export const isRoomFreeSql = (roomId: string, span: Span, exceptId: string | null) => sql`not exists (
  select 1 from fitting o where o.room_id = ${roomId} and o.status in ('offered', 'booked', 'checked_in', 'done')
    and o.during && ${toRangeSql(span)} and o.id is distinct from ${exceptId}::uuid)`;

type RoomQuery = Span & { storeId: string; roomId?: string | undefined; exceptId: string | null };

/** Lists the store's rooms that look free in that time, always in the same order. */
export async function listFreeRooms(query: RoomQuery, on: Db | Tx = db()): Promise<string[]> {
  const rooms = await on.execute<{ id: string }>(sql`
    select r.id from fitting_room r
    where r.store_id = ${query.storeId} and r.active and r.id = coalesce(${query.roomId ?? null}::uuid, r.id)
      and not exists (select 1 from fitting o where o.room_id = r.id and o.status in ('offered', 'booked', 'checked_in', 'done')
        and o.during && ${toRangeSql(query)} and o.id is distinct from ${query.exceptId}::uuid)
    order by r.position, r.id`);
  return rooms.map((r) => r.id);
}

/**
 * Tries the store's rooms that look free, in a consistent order to avoid deadlocks: locks one, then lets `place` write
 * with a statement that checks again. Returns the first result of `place`, or null when no room is left. The exclusion
 * constraint `fitting_no_overlap` backs it.
 */
export async function assignRoom<T>(
  tx: Tx,
  { lock, query, place }: { lock: LockRoom; query: RoomQuery; place: (roomId: string) => Promise<T | undefined> },
): Promise<T | null> {
  for (const id of await listFreeRooms(query, tx)) {
    await lock(tx, id);
    const placed = await place(id);
    if (placed !== undefined) return placed;
  }
  return null;
}
