import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fulfilment, type OrderState, pickup } from "@/db/schema/orders";
import { fulfilHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";

/**
 * Hands a reserved pickup over in the transaction that takes its payment: it becomes a fulfilment of the paid order
 * `o`, and its items leave the stock without being released in between. After a late payment it stays ready, paid.
 * Returns false when it is no longer open.
 */
export async function collectPaidPickup(
  tx: Tx,
  o: { id: string; state: OrderState; staffId: string | null },
  pickupId: string,
): Promise<boolean> {
  const late = o.state === "void";
  const set = late ? {} : { status: "collected" as const, endedAt: sqlNow };
  const [updated] = await tx
    .update(pickup)
    .set({ ...set, orderId: o.id, updatedAt: sqlNow })
    .where(and(eq(pickup.id, pickupId), eq(pickup.status, "ready"), isNull(pickup.orderId)))
    .returning({ id: pickup.id });
  if (!updated) return false;
  if (late) await tx.update(fulfilment).set({ status: "waiting", endedAt: null }).where(eq(fulfilment.id, pickupId));
  else await fulfilHolds(tx, { referenceId: pickupId }, { reason: "collected", actorId: o.staffId });
  return true;
}
