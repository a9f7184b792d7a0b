import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { toUuidArray } from "@/db/columns";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { decreaseOnHand } from "./levels";
import { sumByVariant } from "./rules";
import type { ItemQuantity } from "./schema";

/** Returned items, and whether they can be sold again. */
export type ReturnedItem = { variantId: string; quantity: number; restocked: "shelf" | "damaged" };
type ReturnTarget = { storeId: string; referenceId: string; actorId: string };

/**
 * Restocks returned items, whichever store sold them: each is received as returned, and an unsellable one leaves at
 * once as damaged, so that the ledger has both. Levels are locked in the common order.
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
 * Restocks returned items and gives replacements from the same store's stock (an exchange). All
 * levels are locked first, in the common order, so that M for L and L for M do not deadlock. Throws OUT_OF_STOCK.
 */
export async function exchangeItems(
  tx: Tx,
  target: ReturnTarget,
  { returned, replacements }: { returned: ReturnedItem[]; replacements: ItemQuantity[] },
): Promise<void> {
  const { storeId, ...cause } = target;
  if (replacements.length > 0)
    await tx.execute(sql`select from stock_level where store_id = ${storeId}
      and variant_id = any(${toUuidArray([...returned, ...replacements].map((p) => p.variantId))}) order by variant_id for update`);
  await restock(tx, returned, target);
  await decreaseOnHand(tx, storeId, { items: sumByVariant(replacements), cause: { reason: "sold", ...cause } });
}
