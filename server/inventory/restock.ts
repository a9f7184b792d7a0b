import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { uuids } from "@/db/columns";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { takeOutWith } from "./levels";
import { sumPieces } from "./rules";
import type { Pieces } from "./schema";

/** Pieces that a buyer brought back to a store, and whether they can be sold again. */
export type Returned = { variantId: string; quantity: number; restocked: "shelf" | "damaged" };
type Where = { storeId: string; referenceId: string; actorId: string };

/**
 * Takes pieces back into a store's books, whichever store sold them: each comes in as returned, and what cannot be sold
 * again leaves at once as damaged, so that the ledger tells both. Levels are locked in the order in which all lock them.
 */
async function takeBack(tx: Tx, pieces: Returned[], { storeId, ...why }: Where): Promise<void> {
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

/**
 * Builds the command that takes pieces back and gives others for them off the same store's shelf (an exchange). All their levels
 * are locked first, in the order in which all lock them, so that M for L and L for M never wait for each other. Throws OUT_OF_STOCK.
 */
export const exchangePiecesWith =
  (guard: (quantity: number) => SQL) =>
  async (tx: Tx, back: Returned[], given: Pieces[], where: Where): Promise<void> => {
    const { storeId, ...why } = where;
    if (given.length > 0)
      await tx.execute(sql`select from stock_level where store_id = ${storeId}
        and variant_id = any(${uuids([...back, ...given].map((p) => p.variantId))}) order by variant_id for update`);
    await takeBack(tx, back, where);
    await takeOutWith(guard)(tx, storeId, sumPieces(given), { reason: "sold", ...why });
  };
