import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingItem } from "@/db/schema/fittings";
import { assertOwner } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { announceFitting } from "./events";
import { isOwnedBy, lockFitting } from "./lock";
import type { ItemsInput } from "./schema";

/** Asserts that all variants are still sold. Throws UNKNOWN_VARIANT (details: `variantId`). */
export async function assertKnownVariants(tx: Tx, variantIds: string[]): Promise<void> {
  if (variantIds.length === 0) return;
  const found = await tx.execute<{ id: string }>(sql`
    select v.id from variant v join product p on p.id = v.product_id
    where v.id in ${variantIds} and v.active and p.active`);
  const missing = variantIds.find((id) => !found.some((k) => k.id === id));
  if (missing) throw new AppError("UNKNOWN_VARIANT", { variantId: missing });
}

/** Replaces the items to prepare, until the visit begins. What already hangs in the room stays. */
export async function setItems(ctx: Ctx, input: ItemsInput): Promise<void> {
  const actor = assertOwner(ctx);
  const { fittingId, variantIds } = input;
  await commitWithChanges(async (tx, announce) => {
    const { status } = await lockFitting(tx, isOwnedBy(actor.shopperId, fittingId));
    if (status !== "booked") throw new AppError("WRONG_STATUS", { status });
    await assertKnownVariants(tx, variantIds);
    const dropped = and(eq(fittingItem.fittingId, fittingId), eq(fittingItem.status, "wanted"));
    await tx
      .delete(fittingItem)
      .where(variantIds.length > 0 ? and(dropped, notInArray(fittingItem.variantId, variantIds)) : dropped);
    if (variantIds.length > 0) {
      const values = variantIds.map((variantId) => ({ fittingId, variantId }));
      await tx.insert(fittingItem).values(values).onConflictDoNothing();
    }
    await announceFitting(tx, announce, { fittingId, actor });
  });
}
