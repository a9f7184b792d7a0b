import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { pickup } from "@/db/schema/orders";
import { releaseHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import { commitWithChanges } from "@/server/sync/commit";
import { applyPickupToOrder } from "../refund-difference";
import { announcePickup } from "./events";
import { isDue, isOverdue } from "./queries";

const batch = 200;

/** Expires one pickup and releases its items; false when it had ended otherwise. */
export const expire = (pickupId: string): Promise<boolean> =>
  commitWithChanges(async (tx, announce) => {
    const moved = await tx
      .update(pickup)
      .set({ status: "expired", endedAt: sqlNow, updatedAt: sqlNow })
      .where(and(eq(pickup.id, pickupId), isOverdue()))
      .returning({ id: pickup.id });
    if (moved.length === 0) return false;
    await releaseHolds(tx, { referenceId: pickupId });
    await applyPickupToOrder(tx, announce, { pickupId });
    await announcePickup(tx, announce, { pickupId, by: {} });
    return true;
  });

/** Expires the overdue pickups of one store, one shopper or all. Returns how many expired now. */
export async function expirePickups(of: { storeId?: string; shopperId?: string } = {}): Promise<number> {
  const due = await db()
    .select({ id: pickup.id })
    .from(pickup)
    .where(
      and(
        isDue(),
        of.storeId ? eq(pickup.storeId, of.storeId) : undefined,
        of.shopperId ? eq(pickup.shopperId, of.shopperId) : undefined,
      ),
    )
    .orderBy(pickup.expiresAt)
    .limit(batch);
  let ended = 0;
  for (const { id } of due) if (await expire(id)) ended += 1;
  return ended;
}
