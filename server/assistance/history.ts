import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { assistanceGrant } from "@/db/schema/identity";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { idleExpiry, isActiveGrant } from "./grants";
import type { PurchasedItem } from "./schema";

/** The items that the customer collected, newest first. */
async function listPurchasedItems(tx: Tx, shopperId: string): Promise<PurchasedItem[]> {
  const rows = await tx.execute<PurchasedItem>(sql`
    select l.variant_id as "variantId", r.title, concat_ws(' · ', nullif(v.option1, ''), nullif(v.option2, '')) as options,
      to_char(p.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, s.name as "storeName"
    from pickup p join pickup_line l on l.pickup_id = p.id join variant v on v.id = l.variant_id
    join product r on r.id = v.product_id join store s on s.id = p.store_id
    where p.shopper_id = ${shopperId} and p.status = 'collected' and l.status = 'picked'
    order by p.ended_at desc, l.id limit 30`);
  return [...rows];
}

/**
 * The earlier purchases of the customer whom this tablet assists. The access is logged separately and shown to the
 * customer. Throws NOT_FOUND without a running grant.
 */
export async function viewPurchaseHistory(
  ctx: Ctx & { actor: StaffActor & { storeDeviceId: string } },
): Promise<PurchasedItem[]> {
  const { storeDeviceId, staffId } = ctx.actor;
  return inTransaction(async (tx) => {
    const [used] = await tx
      .update(assistanceGrant)
      .set({ lastUsedAt: sqlNow, expiresAt: idleExpiry })
      .where(and(eq(assistanceGrant.storeDeviceId, storeDeviceId), eq(assistanceGrant.staffId, staffId), isActiveGrant))
      .returning({ shopperId: assistanceGrant.shopperId, via: assistanceGrant.via });
    if (!used) throw new AppError("NOT_FOUND");
    const subject = { subjectKind: "shopper", subjectId: used.shopperId, details: { via: used.via } };
    await recordAudit(tx, ctx.actor, { action: "client.history", ...subject });
    return listPurchasedItems(tx, used.shopperId);
  });
}
