import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";

/** Pieces that a buyer brought back to a store, and whether they can be sold again. */
export type Returned = { variantId: string; quantity: number; restocked: "shelf" | "damaged" };
type Where = { storeId: string; referenceId: string; actorId: string };

/**
 * Takes pieces back into a store's books, whichever store sold them: each comes in as returned, and what cannot be sold
 * again leaves at once as damaged, so that the ledger tells both. Levels are locked in the order in which all lock them.
 */
export async function takeBack(tx: Tx, pieces: Returned[], { storeId, ...why }: Where): Promise<void> {
  const sorted = [...pieces].sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
  for (const { variantId, quantity, restocked } of sorted) {
    const stays = restocked === "shelf" ? quantity : 0;
    await tx
      .insert(stockLevel)
      .values({ variantId, storeId, onHand: stays })
      .onConflictDoUpdate({
        target: [stockLevel.variantId, stockLevel.storeId],
        set: { onHand: sql`${stockLevel.onHand} + ${stays}`, updatedAt: sqlNow },
      });
    await tx.insert(stockMovement).values({ variantId, storeId, delta: quantity, reason: "returned", ...why });
    if (restocked === "damaged")
      await tx.insert(stockMovement).values({ variantId, storeId, delta: -quantity, reason: "damaged", ...why });
  }
}
