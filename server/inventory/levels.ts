import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { hasAvailable } from "./commands";
import { getAvailableInStore } from "./queries";
import type { ItemQuantity } from "./schema";

/** Why stock moves, for the ledger. */
export type MovementCause = Pick<typeof stockMovement.$inferInsert, "reason" | "referenceId" | "actorId">;

/**
 * Adds quantities to a store's stock with their ledger entries; they must be sorted by `sumByVariant`, the order in
 * which levels are locked.
 */
export async function increaseOnHand(
  tx: Tx,
  storeId: string,
  { items, cause }: { items: ItemQuantity[]; cause: MovementCause },
): Promise<void> {
  for (const { variantId, quantity } of items) {
    await tx
      .insert(stockLevel)
      .values({ variantId, storeId, onHand: quantity })
      .onConflictDoUpdate({
        target: [stockLevel.variantId, stockLevel.storeId],
        set: { onHand: sql`${stockLevel.onHand} + ${quantity}`, updatedAt: sqlNow },
      });
    await tx.insert(stockMovement).values({ variantId, storeId, delta: quantity, ...cause });
  }
}

/**
 * Deducts quantities from a store's stock with their ledger entries, sorted as for
 * `increaseOnHand`. Throws OUT_OF_STOCK with the variant and what is free of it.
 */
export async function decreaseOnHand(
  tx: Tx,
  storeId: string,
  { items, cause }: { items: ItemQuantity[]; cause: MovementCause },
): Promise<void> {
  for (const { variantId, quantity } of items) {
    const [level] = await tx
      .update(stockLevel)
      .set({ onHand: sql`${stockLevel.onHand} - ${quantity}`, updatedAt: sqlNow })
      .where(and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId), hasAvailable(quantity)))
      .returning({ variantId: stockLevel.variantId });
    if (!level) {
      const available = (await getAvailableInStore(storeId, [variantId], tx)).get(variantId) ?? 0;
      throw new AppError("OUT_OF_STOCK", { variantId, storeId, available });
    }
    await tx.insert(stockMovement).values({ variantId, storeId, delta: -quantity, ...cause });
  }
}
