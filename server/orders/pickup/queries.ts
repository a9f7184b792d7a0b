import { and, desc, eq, getTableColumns, gt, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { prepareStatement } from "@/db/prepared";
import { staff } from "@/db/schema/identity";
import { pickup, pickupLine } from "@/db/schema/orders";
import { store } from "@/db/schema/stores";
import { findNearestStoreWith } from "@/server/inventory/queries";
import { now } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { getPickupSources, openStatuses, remindHours, toShortName } from "./rules";
import type { PickupLineRow, PickupRow, StorePickupRow } from "./schema";

/** A pickup with everything any side may see; `toShopperRow` and `toStoreRow` leave out what their reader may not. */
export type PickupRecord = PickupRow & { shopperId: string; claimedBy: { id: string; name: string } | null };

const toIso = (at: Date | null) => at?.toISOString() ?? null;

type Line = Omit<PickupLineRow, "price" | "nearest"> & { priceMinor: number; currency: string };

const linesJson: SQL<Line[]> = jsonArray(
  jsonObject(pick(pickupLine, "id", "variantId", "quantity", "priceMinor", "currency", "status")),
  sql`from pickup_line where pickup_id = pickup.id`,
  sql`order by variant_id`,
);

const { id, name, address, timeZone } = store;
const { storeId: _, updatedAt: __, unbooked: ___, locale: ____, ...columns } = getTableColumns(pickup);
const shownColumns = {
  p: columns,
  store: { id, name, address, timeZone },
  claimedName: staff.name,
  lines: linesJson,
};

const selectPickups = (on: Db | Tx) =>
  on
    .select(shownColumns)
    .from(pickup)
    .innerJoin(store, eq(store.id, pickup.storeId))
    .leftJoin(staff, eq(staff.id, pickup.claimedBy));
const byId = prepareStatement((on) => selectPickups(on).where(eq(pickup.id, sql.placeholder("id"))));

/** Finds pickups with their lines, newest first. */
const findPickups = async (where: SQL | undefined): Promise<PickupRecord[]> =>
  toRecords(
    await selectPickups(db()).where(where).orderBy(desc(pickup.createdAt), desc(pickup.number)).limit(300),
    db(),
  );

async function toRecords(rows: Awaited<ReturnType<typeof byId>>, on: Db | Tx): Promise<PickupRecord[]> {
  const found: PickupRecord[] = [];
  for (const { p: row, store: at, claimedName, lines } of rows) {
    const { orderId, ...p } = row;
    found.push({
      ...p,
      store: at,
      claimedBy: p.claimedBy ? { id: p.claimedBy, name: claimedName ?? "" } : null,
      promisedAt: p.promisedAt.toISOString(),
      expiresAt: p.expiresAt.toISOString(),
      extendedAt: toIso(p.extendedAt),
      createdAt: p.createdAt.toISOString(),
      pickingAt: toIso(p.pickingAt),
      readyAt: toIso(p.readyAt),
      endedAt: toIso(p.endedAt),
      paid: orderId !== null,
      lines: await toLineRows(lines, at.id, on),
    });
  }
  return found;
}

/** Builds the line rows; a declined line names the nearest store that has the item. */
async function toLineRows(lines: Line[], storeId: string, on: Db | Tx): Promise<PickupLineRow[]> {
  const rows: PickupLineRow[] = [];
  for (const { priceMinor, currency, ...line } of lines) {
    const { variantId, quantity } = line;
    const nearest =
      line.status === "declined" ? await findNearestStoreWith({ variantId, quantity, storeId }, on) : null;
    rows.push({ ...line, price: { minor: priceMinor, currency }, nearest });
  }
  return rows;
}

/** The row for the shopper's own devices. */
export function toShopperRow({ shopperId: _, claimedBy: __, ...row }: PickupRecord): PickupRow {
  return row;
}

/** The row for the store's tablets: no code, no address, the short name only. */
export function toStoreRow({ shopperId: _, code: __, contact: ___, ...row }: PickupRecord): StorePickupRow {
  return { ...row, contactName: toShortName(row.contactName) };
}

/** Returns one pickup inside a transaction. Throws NOT_FOUND. */
export async function getPickup(pickupId: string, on: Db | Tx): Promise<PickupRecord> {
  const [found] = await toRecords(await byId(on, { id: pickupId }), on);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

const isRecent = gt(pickup.createdAt, sql`clock_now() - interval '90 days'`);

/** Lists the pickups of a shopper's last 90 days as rows of its scope. */
export async function listShopperPickups(scopeId: string) {
  const rows = await findPickups(and(eq(pickup.shopperId, scopeId), isRecent));
  return rows.map((r) => ({ entity: "pickup" as const, entityId: r.id, row: toShopperRow(r) }));
}

/** Lists the open pickups of a store as rows of its scope. */
export async function listStorePickups(scopeId: string) {
  const rows = await findPickups(and(eq(pickup.storeId, scopeId), inArray(pickup.status, openStatuses)));
  return rows.map((r) => ({ entity: "pickup" as const, entityId: r.id, row: toStoreRow(r) }));
}

/** Lists the current shopper's pickups, newest first, with the server's clock. */
export async function listOwnPickups(ctx: Ctx): Promise<{ now: string; pickups: PickupRow[] }> {
  const { actor } = ctx;
  if (actor.kind !== "guest" && actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  const [at, rows] = await Promise.all([now(), listShopperPickups(actor.shopperId)]);
  return { now: at.toISOString(), pickups: rows.map((r) => r.row) };
}

/** Lists the store's open pickups by promised time, with the server's clock. */
export async function listStoreQueue(storeId: string): Promise<{ now: string; pickups: StorePickupRow[] }> {
  const [at, rows] = await Promise.all([now(), listStorePickups(storeId)]);
  const pickups = rows.map((r) => r.row).sort((a, b) => (a.promisedAt < b.promisedAt ? -1 : 1));
  return { now: at.toISOString(), pickups };
}

/** Lists the barcodes and SKUs that may be scanned for the lines of a pickup of this store. */
export async function listScanCodes(pickupId: string, storeId: string): Promise<{ lineId: string; codes: string[] }[]> {
  const rows = await db().execute<{ id: string; sku: string | null; barcode: string | null }>(sql`
    select l.id, v.sku, v.barcode from pickup_line l
    join pickup p on p.id = l.pickup_id join variant v on v.id = l.variant_id
    where p.id = ${pickupId} and p.store_id = ${storeId}`);
  if (rows.length === 0) throw new AppError("NOT_FOUND");
  return rows.map((r) => ({ lineId: r.id, codes: [r.barcode, r.sku].filter((c): c is string => Boolean(c)) }));
}

/** Condition: overdue pickups that still hold stock. */
export const isDue = (): SQL | undefined =>
  and(
    or(eq(pickup.status, "reserved"), eq(pickup.status, "picking"), eq(pickup.status, "ready")),
    sql`${pickup.expiresAt} <= clock_now()`,
  );

/** The guard of expiry: the pickup is still open and was neither collected, cancelled nor extended meanwhile. */
export const isOverdue = (): SQL | undefined =>
  and(inArray(pickup.status, getPickupSources("expired")), sql`${pickup.expiresAt} <= clock_now()`);

const remindAt = sql`${pickup.expiresAt} - make_interval(hours => ${remindHours})`;

/**
 * The guard of a reminder: it waits at the desk, was ready before the reminder is due (who hears "ready" later hears the
 * end with it), and its time has not ended nor been made longer.
 */
export const endsSoon = (): SQL | undefined =>
  and(
    eq(pickup.status, "ready"),
    isNotNull(pickup.readyAt),
    sql`${pickup.readyAt} < ${remindAt}`,
    sql`${remindAt} <= clock_now() and clock_now() < ${pickup.expiresAt}`,
  );
