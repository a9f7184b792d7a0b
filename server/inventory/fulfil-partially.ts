import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { stockHold, stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { consume } from "./commands";

type Part = { referenceId: string; variantId: string; quantity: number };

/**
 * Takes some of the held pieces of a variant out of the store's books (not found on the shelf); the hold goes on with the
 * rest, or ends when none is left. Gives false when fewer are held.
 */
export async function consumePart(
  tx: Tx,
  { referenceId, variantId, quantity }: Part,
  why: { reason: "correction"; actorId: string | null },
): Promise<boolean> {
  const held = and(
    eq(stockHold.referenceId, referenceId),
    eq(stockHold.variantId, variantId),
    isNull(stockHold.endedAt),
  );
  const [rest] = await tx
    .update(stockHold)
    .set({ quantity: sql`${stockHold.quantity} - ${quantity}` })
    .where(and(held, gt(stockHold.quantity, quantity)))
    .returning({ storeId: stockHold.storeId });
  if (!rest) {
    const [whole] = await tx.select({ quantity: stockHold.quantity }).from(stockHold).where(held).for("update");
    if (whole?.quantity !== quantity) return false;
    return (await consume(tx, { referenceId, variantIds: [variantId] }, why)) === 1;
  }
  const { storeId } = rest;
  await tx
    .update(stockLevel)
    .set({
      onHand: sql`${stockLevel.onHand} - ${quantity}`,
      reserved: sql`${stockLevel.reserved} - ${quantity}`,
      updatedAt: sqlNow,
    })
    .where(and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId)));
  await tx.insert(stockMovement).values({ variantId, storeId, delta: -quantity, referenceId, ...why });
  return true;
}
