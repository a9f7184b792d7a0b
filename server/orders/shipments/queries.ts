import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { fulfilment, orderLine } from "@/db/schema/orders";
import { now } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { toShortName } from "../pickup/rules";
import type { ShipmentRow, ShipmentStatus } from "./schema";

type Line = Pick<typeof orderLine.$inferSelect, "id" | "variantId" | "title" | "option" | "quantity" | "priceMinor"> & {
  cancelled: number;
};
const lineJson: SQL<Line> = jsonObject({
  ...pick(orderLine, "id", "variantId", "title", "option", "quantity", "priceMinor"),
  cancelled: orderLine.cancelledQuantity,
});
type Row = {
  id: string;
  store_id: string;
  order_id: string;
  shopper_id: string | null;
  number: number;
  status: ShipmentStatus;
  contact_name: string;
  city: string | null;
  placed_at: string;
  sent_at: string | null;
  time_zone: string;
  tracking: string;
  currency: string;
  claimed_by: string | null;
  staff_name: string | null;
  lines: Line[];
};
export type ShipmentRecord = { row: ShipmentRow; storeId: string; orderId: string; shopperId: string | null };

const toIso = (at: string | null) => at && new Date(at).toISOString();

async function findShipments(where: SQL, on: Db | Tx): Promise<ShipmentRecord[]> {
  const rows = await on.execute<Row>(sql`
    select f.id, f.store_id, f.order_id, o.shopper_id, o.number, f.status, o.contact_name, o.address->>'city' as city,
      o.placed_at, f.sent_at, s.time_zone, f.tracking, o.currency, f.claimed_by, w.name as staff_name,
      ${jsonArray(lineJson, sql`from order_line where fulfilment_id = f.id`, sql`order by order_line.id`)} as lines
    from fulfilment f join customer_order o on o.id = f.order_id join store s on s.id = f.store_id
      left join staff w on w.id = f.claimed_by
    where f.kind = 'deliver' and o.placed_at is not null and ${where}
    order by o.placed_at, f.id limit 300`);
  return rows.map((r) => ({
    storeId: r.store_id,
    orderId: r.order_id,
    shopperId: r.shopper_id,
    row: {
      id: r.id,
      number: r.number,
      status: r.status,
      contactName: toShortName(r.contact_name),
      city: r.city ?? "",
      placedAt: toIso(r.placed_at) ?? "",
      timeZone: r.time_zone,
      sentAt: toIso(r.sent_at),
      tracking: r.tracking,
      claimedBy: r.claimed_by ? { id: r.claimed_by, name: r.staff_name ?? "" } : null,
      lines: r.lines.map((l) => ({
        lineId: l.id,
        variantId: l.variantId,
        title: l.title,
        option: l.option,
        quantity: l.quantity - l.cancelled,
        cancelled: l.cancelled,
        price: { minor: l.priceMinor, currency: r.currency },
      })),
    },
  }));
}

/** Returns one shipment inside a transaction. Throws NOT_FOUND. */
export async function getShipment(parcelId: string, on: Db | Tx): Promise<ShipmentRecord> {
  const [found] = await findShipments(sql`f.id = ${parcelId}`, on);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

/** Lists the shipments that a store has to pack or send, as rows of its scope. */
export async function listStoreShipments(scopeId: string) {
  const found = await findShipments(sql`f.store_id = ${scopeId} and f.status in ('open', 'packed')`, db());
  return found.map(({ row }) => ({ entity: "parcel" as const, entityId: row.id, row }));
}

/** Lists the shipments in transit from a store, oldest first, with the server's clock. */
export async function listShipmentsInTransit(storeId: string): Promise<{ now: string; parcels: ShipmentRow[] }> {
  const [at, found] = await Promise.all([
    now(),
    findShipments(sql`f.store_id = ${storeId} and f.status = 'sent'`, db()),
  ]);
  return { now: at.toISOString(), parcels: found.map((p) => p.row) };
}

/** The guard of a claim: it is open, and unclaimed. */
export const isUnclaimed = (): SQL | undefined => and(eq(fulfilment.status, "open"), isNull(fulfilment.claimedBy));
