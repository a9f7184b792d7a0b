import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { stockHold, stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { fulfilHolds } from "./commands";

type PartialFulfilment = { referenceId: string; variantId: string; quantity: number };

/**
 * Fulfils part of a hold: the items leave the store's stock (not found on the shelf), and the hold keeps the rest, or
 * ends when none is left. Returns false when fewer are held.
 */
export async function fulfilHoldPartially(
  tx: Tx,
  { referenceId, variantId, quantity }: PartialFulfilment,
  cause: { reason: "correction"; actorId: string | null },
): Promise<boolean> {
  const isHeld = and(
    eq(stockHold.referenceId, referenceId),
    eq(stockHold.variantId, variantId),
    isNull(stockHold.endedAt),
  );
  const [remaining] = await tx
    .update(stockHold)
    .set({ quantity: sql`${stockHold.quantity} - ${quantity}` })
    .where(and(isHeld, gt(stockHold.quantity, quantity)))
    .returning({ storeId: stockHold.storeId });
  if (!remaining) {
    const [entire] = await tx.select({ quantity: stockHold.quantity }).from(stockHold).where(isHeld).for("update");
    if (entire?.quantity !== quantity) return false;
    return (await fulfilHolds(tx, { referenceId, variantIds: [variantId] }, cause)) === 1;
  }
  const { storeId } = remaining;
  await tx
    .update(stockLevel)
    .set({
      onHand: sql`${stockLevel.onHand} - ${quantity}`,
      reserved: sql`${stockLevel.reserved} - ${quantity}`,
      updatedAt: sqlNow,
    })
    .where(and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId)));
  await tx.insert(stockMovement).values({ variantId, storeId, delta: -quantity, referenceId, ...cause });
  return true;
}
