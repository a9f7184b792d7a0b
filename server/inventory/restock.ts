import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { toUuidArray } from "@/db/columns";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { decreaseOnHandWith } from "./levels";
import { sumByVariant } from "./rules";
import type { ItemQuantity } from "./schema";

/** Pieces that a buyer brought back to a store, and whether they can be sold again. */
export type ReturnedItem = { variantId: string; quantity: number; restocked: "shelf" | "damaged" };
type ReturnTarget = { storeId: string; referenceId: string; actorId: string };

/**
 * Takes pieces back into a store's books, whichever store sold them: each comes in as returned, and what cannot be sold
 * again leaves at once as damaged, so that the ledger tells both. Levels are locked in the order in which all lock them.
 */
async function restock(tx: Tx, items: ReturnedItem[], { storeId, ...cause }: ReturnTarget): Promise<void> {
  const sorted = [...items].sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
  for (const { variantId, quantity, restocked } of sorted) {
    const restockedQuantity = restocked === "shelf" ? quantity : 0;
    await tx
      .insert(stockLevel)
      .values({ variantId, storeId, onHand: restockedQuantity })
      .onConflictDoUpdate({
        target: [stockLevel.variantId, stockLevel.storeId],
        set: { onHand: sql`${stockLevel.onHand} + ${restockedQuantity}`, updatedAt: sqlNow },
      });
    await tx.insert(stockMovement).values({ variantId, storeId, delta: quantity, reason: "returned", ...cause });
    if (restocked === "damaged")
      await tx.insert(stockMovement).values({ variantId, storeId, delta: -quantity, reason: "damaged", ...cause });
  }
}

/**
 * Builds the command that takes pieces back and gives others for them off the same store's shelf (an exchange). All their levels
 * are locked first, in the order in which all lock them, so that M for L and L for M never wait for each other. Throws OUT_OF_STOCK.
 */
export const exchangeItemsWith =
  (guard: (quantity: number) => SQL) =>
  async (tx: Tx, returned: ReturnedItem[], replacements: ItemQuantity[], target: ReturnTarget): Promise<void> => {
    const { storeId, ...cause } = target;
    if (replacements.length > 0)
      await tx.execute(sql`select from stock_level where store_id = ${storeId}
        and variant_id = any(${toUuidArray([...returned, ...replacements].map((p) => p.variantId))}) order by variant_id for update`);
    await restock(tx, returned, target);
    await decreaseOnHandWith(guard)(tx, storeId, sumByVariant(replacements), { reason: "sold", ...cause });
  };
