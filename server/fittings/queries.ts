import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { AppError } from "@/server/platform/errors";
import type { StoreHours } from "@/server/stores/rules";
import { hitOf } from "./conflicts/rules";
import type { FittingItemRow, FittingRow, RoomRequestRow } from "./schema";

type Raw = Omit<FittingRow, "items" | "requests" | "hit"> & {
  items: FittingItemRow[];
  requests: RoomRequestRow[];
  roomActive: boolean;
} & Pick<StoreHours, "weeklyHours" | "holidays">;

const iso = (text: string) => new Date(text).toISOString();
const isoOrNull = (text: string | null) => (text ? iso(text) : null);

/** Appointments with their items and requests in one statement; `where` speaks of `f`, the appointment. */
export async function loadFittings(where: SQL, on: Db | Tx = db()): Promise<FittingRow[]> {
  const rows = await on.execute<Raw>(sql`
    select f.id as "fittingId", f.store_id as "storeId", s.name as "storeName",
      concat_ws(', ', s.address, s.city) as "storeAddress", s.time_zone as "timeZone",
      f.room_id as "roomId", r.name as "roomName", f.starts_at as "startsAt", f.ends_at as "endsAt",
      f.status, s.weekly_hours as "weeklyHours", s.holidays, r.active as "roomActive", f.sequence, f.shopper_id is null as "walkIn", f.contact_name as "contactName", f.contact,
      case when h.id is null then null else json_build_object('staffId', h.id, 'name', h.name) end as "hangingBy",
      (select coalesce(json_agg(json_build_object('itemId', i.id, 'variantId', i.variant_id, 'status', i.status)
        order by i.id), '[]') from fitting_item i where i.fitting_id = f.id) as items,
      (select coalesce(json_agg(json_build_object('requestId', q.id, 'fittingId', f.id, 'storeId', f.store_id,
          'roomName', r.name, 'contactName', f.contact_name, 'variantId', q.variant_id, 'status', q.status,
          'claimedBy', case when p.id is null then null else json_build_object('staffId', p.id, 'name', p.name) end,
          'askedAt', q.asked_at, 'claimedAt', q.claimed_at, 'broughtAt', q.brought_at) order by q.asked_at, q.id), '[]')
        from room_request q left join staff p on p.id = q.claimed_by where q.fitting_id = f.id) as requests
    from fitting f join store s on s.id = f.store_id join fitting_room r on r.id = f.room_id
    left join staff h on h.id = f.hanging_by
    where ${where} order by f.starts_at, r.position, f.id`);
  return rows.map(({ weeklyHours, holidays, roomActive, ...row }) => ({
    ...row,
    hit: hitOf(
      { status: row.status, from: Date.parse(row.startsAt), to: Date.parse(row.endsAt) },
      { timeZone: row.timeZone, weeklyHours, holidays },
      roomActive,
    ),
    startsAt: iso(row.startsAt),
    endsAt: iso(row.endsAt),
    requests: row.requests.map((q) => ({
      ...q,
      askedAt: iso(q.askedAt),
      claimedAt: isoOrNull(q.claimedAt),
      broughtAt: isoOrNull(q.broughtAt),
    })),
  }));
}

/** A shopper's appointments of the last 90 days and all ahead, earliest first. */
export function fittingsOfShopper(shopperId: string, on: Db | Tx = db()): Promise<FittingRow[]> {
  return loadFittings(
    sql`f.shopper_id = ${shopperId} and f.status <> 'offered' and f.ends_at > clock_now() - interval '90 days'`,
    on,
  );
}

/** One appointment of a shopper. NOT_FOUND for a foreign one as for none. */
export async function fittingOfShopper(shopperId: string, fittingId: string, on: Db | Tx = db()): Promise<FittingRow> {
  const [row] = await loadFittings(
    sql`f.id = ${fittingId} and f.shopper_id = ${shopperId} and f.status <> 'offered'`,
    on,
  );
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

type Entity = { entity: string; entityId: string; row: Record<string, unknown> };

/** Snapshot of a shopper's scope: entity `fitting`, items and requests inside. */
export async function fittingEntitiesOfShopper(shopperId: string): Promise<Entity[]> {
  return (await fittingsOfShopper(shopperId)).map((row) => ({ entity: "fitting", entityId: row.fittingId, row }));
}

/** Snapshot of a store's scope: entities `fitting` from yesterday on and the open `room_request`s. */
export async function fittingEntitiesOfStore(storeId: string): Promise<Entity[]> {
  const rows = await loadFittings(sql`f.store_id = ${storeId} and f.ends_at > clock_now() - interval '1 day'`);
  const open = rows.flatMap((f) => f.requests).filter((q) => q.status === "asked" || q.status === "claimed");
  return [
    ...rows.map((row) => ({ entity: "fitting", entityId: row.fittingId, row })),
    ...open.map((row) => ({ entity: "room_request", entityId: row.requestId, row })),
  ];
}
