import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopper } from "@/db/schema/identity";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { maxOpenPickups, maxReservationQuantity, openStatuses } from "./rules";

type ReservationRequest = { storeId: string; items: { variantId: string; quantity: number }[] };
type ReservedItem = { id: string; storeId: string; storeName: string; variantId: string; quantity: number };

/**
 * Asserts the limits of one shopper over all stores and reservations: the number of reservations, their quantity, and
 * an item in one store at a time. Locks the shopper's row, so that two concurrent calls cannot both be the last one
 * allowed. Paid pickups do not count. Throws TOO_MANY_PIECES, TOO_MANY_RESERVATIONS, ALREADY_RESERVED (in another
 * store; details: `pickupId`, `storeName`).
 */
export async function assertWithinLimits(
  tx: Tx,
  shopperId: string,
  { storeId, items }: ReservationRequest,
): Promise<void> {
  const requested = items.reduce((sum, i) => sum + i.quantity, 0);
  if (requested > maxReservationQuantity)
    throw new AppError("TOO_MANY_PIECES", { limit: maxReservationQuantity, held: 0 });
  await tx.select({ id: shopper.id }).from(shopper).where(eq(shopper.id, shopperId)).for("no key update");
  const open = await tx.execute<ReservedItem>(sql`
    select p.id, p.store_id as "storeId", s.name as "storeName", l.variant_id as "variantId", l.quantity
    from pickup p join store s on s.id = p.store_id join pickup_line l on l.pickup_id = p.id
    where p.shopper_id = ${shopperId} and p.order_id is null and p.status in ${openStatuses}
      and p.expires_at > ${sqlNow} and l.status <> 'declined' order by p.created_at`);
  const other = open.find((o) => o.storeId !== storeId && items.some((i) => i.variantId === o.variantId));
  if (other) throw new AppError("ALREADY_RESERVED", { pickupId: other.id, storeName: other.storeName });
  if (new Set(open.map((o) => o.id)).size >= maxOpenPickups)
    throw new AppError("TOO_MANY_RESERVATIONS", { limit: maxOpenPickups });
  const held = open.reduce((sum, o) => sum + o.quantity, 0);
  if (held + requested > maxReservationQuantity)
    throw new AppError("TOO_MANY_PIECES", { limit: maxReservationQuantity, held });
}
