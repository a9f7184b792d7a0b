import { and, asc, desc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { pickup, pickupLine } from "@/db/schema/orders";
import { store } from "@/db/schema/stores";
import { nearestWith } from "@/server/inventory/queries";
import { now } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { openStatuses, shortName } from "./rules";
import type { PickupLineRow, PickupRow, StorePickupRow } from "./schema";

/** A pick-up with all that any side may see of it; `rowFor…` leave out what is not theirs. */
export type PickupRecord = PickupRow & { shopperId: string; claimedBy: { id: string; name: string } | null };

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** Pick-ups with their lines, newest first. */
async function findPickups(where: SQL | undefined, on: Db | Tx = db()): Promise<PickupRecord[]> {
  const rows = await on
    .select({ p: pickup, s: store, staffName: staff.name })
    .from(pickup)
    .innerJoin(store, eq(store.id, pickup.storeId))
    .leftJoin(staff, eq(staff.id, pickup.claimedBy))
    .where(where)
    .orderBy(desc(pickup.createdAt), desc(pickup.number))
    .limit(300);
  const lines = await linesOf(
    rows.map((r) => r.p),
    on,
  );
  return rows.map(({ p, s, staffName }) => ({
    id: p.id,
    number: p.number,
    code: p.code,
    shopperId: p.shopperId,
    store: { id: s.id, name: s.name, address: s.address, timeZone: s.timeZone },
    status: p.status,
    contactName: p.contactName,
    contact: p.contact,
    promisedAt: p.promisedAt.toISOString(),
    expiresAt: p.expiresAt.toISOString(),
    extendedAt: iso(p.extendedAt),
    createdAt: p.createdAt.toISOString(),
    pickingAt: iso(p.pickingAt),
    readyAt: iso(p.readyAt),
    endedAt: iso(p.endedAt),
    claimedBy: p.claimedBy ? { id: p.claimedBy, name: staffName ?? "" } : null,
    lines: lines.get(p.id) ?? [],
  }));
}

async function linesOf(pickups: { id: string; storeId: string }[], on: Db | Tx): Promise<Map<string, PickupLineRow[]>> {
  const result = new Map<string, PickupLineRow[]>(pickups.map((p) => [p.id, []]));
  if (pickups.length === 0) return result;
  const storeOf = new Map(pickups.map((p) => [p.id, p.storeId]));
  const rows = await on
    .select()
    .from(pickupLine)
    .where(inArray(pickupLine.pickupId, [...result.keys()]))
    .orderBy(asc(pickupLine.variantId));
  for (const { id, pickupId, variantId, quantity, priceMinor, currency, status } of rows) {
    const elsewhere = { variantId, quantity, storeId: storeOf.get(pickupId) ?? "" };
    const nearest = status === "declined" ? await nearestWith(elsewhere, on) : null;
    const price = { minor: priceMinor, currency };
    result.get(pickupId)?.push({ id, variantId, quantity, price, status, nearest });
  }
  return result;
}

/** What the shopper's own devices see. */
export function rowForShopper({ shopperId: _, claimedBy: __, ...row }: PickupRecord): PickupRow {
  return row;
}

/** What the store's tablets see: no code, no address, a name as it is called out. */
export function rowForStore({ shopperId: _, code: __, contact: ___, ...row }: PickupRecord): StorePickupRow {
  return { ...row, contactName: shortName(row.contactName) };
}

/** One pick-up inside a transaction. Throws NOT_FOUND. */
export async function pickupById(pickupId: string, on: Db | Tx): Promise<PickupRecord> {
  const [found] = await findPickups(eq(pickup.id, pickupId), on);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

const recent = gt(pickup.createdAt, sql`clock_now() - interval '90 days'`);

/** The pick-ups of a shopper's last 90 days as rows of its scope. */
export async function shopperPickups(scopeId: string) {
  const rows = await findPickups(and(eq(pickup.shopperId, scopeId), recent));
  return rows.map((r) => ({ entity: "pickup" as const, entityId: r.id, row: rowForShopper(r) }));
}

/** The open pick-ups of a store as rows of its scope. */
export async function storePickups(scopeId: string) {
  const rows = await findPickups(and(eq(pickup.storeId, scopeId), inArray(pickup.status, openStatuses)));
  return rows.map((r) => ({ entity: "pickup" as const, entityId: r.id, row: rowForStore(r) }));
}

/** The asking shopper's pick-ups, newest first, with the server's clock. */
export async function myPickups(ctx: Ctx): Promise<{ now: string; pickups: PickupRow[] }> {
  const { actor } = ctx;
  if (actor.kind !== "guest" && actor.kind !== "customer") throw new AppError("SIGN_IN_NEEDED");
  const [at, rows] = await Promise.all([now(), shopperPickups(actor.shopperId)]);
  return { now: at.toISOString(), pickups: rows.map((r) => r.row) };
}

/** The asking tablet's open pick-ups, by promised time, with the server's clock. */
export async function storeQueue(storeId: string): Promise<{ now: string; pickups: StorePickupRow[] }> {
  const [at, rows] = await Promise.all([now(), storePickups(storeId)]);
  const pickups = rows.map((r) => r.row).sort((a, b) => (a.promisedAt < b.promisedAt ? -1 : 1));
  return { now: at.toISOString(), pickups };
}

/** Barcodes and SKUs that may be scanned for the lines of a pick-up of this store. */
export async function scanCodes(pickupId: string, storeId: string): Promise<{ lineId: string; codes: string[] }[]> {
  const rows = await db().execute<{ id: string; sku: string | null; barcode: string | null }>(sql`
    select l.id, v.sku, v.barcode from pickup_line l
    join pickup p on p.id = l.pickup_id join variant v on v.id = l.variant_id
    where p.id = ${pickupId} and p.store_id = ${storeId}`);
  if (rows.length === 0) throw new AppError("NOT_FOUND");
  return rows.map((r) => ({ lineId: r.id, codes: [r.barcode, r.sku].filter((c): c is string => Boolean(c)) }));
}

/** Condition: pick-ups whose time is over and that still hold pieces. */
export const isDue = (): SQL | undefined =>
  and(
    or(eq(pickup.status, "reserved"), eq(pickup.status, "picking"), eq(pickup.status, "ready")),
    sql`${pickup.expiresAt} <= clock_now()`,
  );
