import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Db, db, type Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { fitting, fittingItem, itemRequest } from "@/db/schema/fittings";
import { staff } from "@/db/schema/identity";
import { fittingRoom } from "@/db/schema/stores";
import { AppError } from "@/server/platform/errors";
import type { StoreHours } from "@/server/stores/rules";
import { findConflict } from "./conflicts.rules";
import type { FittingItemRow, FittingRow, ItemRequestRow } from "./schema";

type FittingRecord = Omit<FittingRow, "items" | "requests" | "hit"> & {
  items: FittingItemRow[];
  requests: ItemRequestRow[];
  roomActive: boolean;
} & Pick<StoreHours, "weeklyHours" | "holidays">;

/** A row of `staff`, left-joined under a name, as its id and name; null where there is none. */
function staffJson(joinedAs: string): SQL<{ staffId: string; name: string } | null> {
  const { id, name } = alias(staff, joinedAs);
  return sql`case when ${id} is not null then ${jsonObject({ staffId: id, name })} end`;
}
const itemJson: SQL<FittingItemRow> = jsonObject({
  itemId: fittingItem.id,
  ...pick(fittingItem, "variantId", "status"),
});
const f = alias(fitting, "f");
const requestJson = jsonObject({
  requestId: itemRequest.id,
  fittingId: f.id,
  ...pick(f, "storeId", "contactName"),
  roomName: alias(fittingRoom, "r").name,
  ...pick(itemRequest, "variantId", "status", "askedAt", "claimedAt", "broughtAt"),
  claimedBy: staffJson("p"),
});

const toIso = (text: string) => new Date(text).toISOString();
const toIsoOrNull = (text: string | null) => (text ? toIso(text) : null);

/** Finds appointments with their items and requests in one statement; `where` uses alias `f`, the appointment. */
export async function findFittings(where: SQL, on: Db | Tx = db()): Promise<FittingRow[]> {
  const rows = await on.execute<FittingRecord>(sql`
    select f.id as "fittingId", f.store_id as "storeId", s.name as "storeName",
      concat_ws(', ', s.address, s.city) as "storeAddress", s.time_zone as "timeZone",
      f.room_id as "roomId", r.name as "roomName", f.starts_at as "startsAt", f.ends_at as "endsAt",
      f.status, s.weekly_hours as "weeklyHours", s.holidays, r.active as "roomActive", f.sequence, f.shopper_id is null as "walkIn", f.contact_name as "contactName", f.contact,
      ${staffJson("h")} as "hangingBy",
      ${jsonArray(itemJson, sql`from fitting_item where fitting_id = f.id`, sql`order by fitting_item.id`)} as items,
      ${jsonArray(
        requestJson,
        sql`from item_request left join staff p on p.id = claimed_by where fitting_id = f.id`,
        sql`order by asked_at, item_request.id`,
      )} as requests
    from fitting f join store s on s.id = f.store_id join fitting_room r on r.id = f.room_id
    left join staff h on h.id = f.hanging_by
    where ${where} order by f.starts_at, r.position, f.id`);
  return rows.map(({ weeklyHours, holidays, roomActive, ...row }) => ({
    ...row,
    hit: findConflict(
      { status: row.status, from: Date.parse(row.startsAt), to: Date.parse(row.endsAt) },
      { timeZone: row.timeZone, weeklyHours, holidays },
      roomActive,
    ),
    startsAt: toIso(row.startsAt),
    endsAt: toIso(row.endsAt),
    requests: row.requests.map((q) => ({
      ...q,
      askedAt: toIso(q.askedAt),
      claimedAt: toIsoOrNull(q.claimedAt),
      broughtAt: toIsoOrNull(q.broughtAt),
    })),
  }));
}

/** Lists a shopper's appointments of the last 90 days and all upcoming ones, earliest first. */
export function listShopperFittings(shopperId: string, on: Db | Tx = db()): Promise<FittingRow[]> {
  return findFittings(
    sql`f.shopper_id = ${shopperId} and f.status <> 'offered' and f.ends_at > clock_now() - interval '90 days'`,
    on,
  );
}

/** Returns one appointment of a shopper. Throws NOT_FOUND, for another shopper's as for an unknown one. */
export async function getShopperFitting(shopperId: string, fittingId: string, on: Db | Tx = db()): Promise<FittingRow> {
  const [row] = await findFittings(
    sql`f.id = ${fittingId} and f.shopper_id = ${shopperId} and f.status <> 'offered'`,
    on,
  );
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

type Entity = { entity: string; entityId: string; row: Record<string, unknown> };

/** Snapshot of a shopper's scope: entity `fitting`, items and requests inside. */
export async function listShopperFittingEntities(shopperId: string): Promise<Entity[]> {
  return (await listShopperFittings(shopperId)).map((row) => ({ entity: "fitting", entityId: row.fittingId, row }));
}

/** Snapshot of a store's scope: entities `fitting` from yesterday on and the open `room_request`s. */
export async function listStoreFittingEntities(storeId: string): Promise<Entity[]> {
  const rows = await findFittings(sql`f.store_id = ${storeId} and f.ends_at > clock_now() - interval '1 day'`);
  const open = rows.flatMap((f) => f.requests).filter((q) => q.status === "asked" || q.status === "claimed");
  return [
    ...rows.map((row) => ({ entity: "fitting", entityId: row.fittingId, row })),
    ...open.map((row) => ({ entity: "room_request", entityId: row.requestId, row })),
  ];
}
