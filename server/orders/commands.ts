import { and, eq, inArray, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import type { Announce } from "@/server/sync/commit";
import { announceOrder } from "./events";

/**
 * Reassigns a shopper's orders, or those of `only`, inside a merge's or split's transaction. A pending order stays with
 * the guest while the account has one too; its payer is then resolved through the guest's merge. Returns the ids of the
 * reassigned orders.
 */
export async function reassignOrders(
  tx: Tx,
  announce: Announce,
  { from, to, only }: { from: string; to: string; only?: string[] | undefined },
): Promise<string[]> {
  const [awaitingOrder] = await tx
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.shopperId, to), eq(order.state, "awaiting")));
  const moved = await tx
    .update(order)
    .set({ shopperId: to })
    .where(
      and(
        eq(order.shopperId, from),
        awaitingOrder ? ne(order.state, "awaiting") : undefined,
        only && inArray(order.id, only),
      ),
    )
    .returning({ id: order.id });
  for (const { id } of moved) await announceOrder(tx, announce, { orderId: id, by: {} });
  return moved.map(({ id }) => id);
}
