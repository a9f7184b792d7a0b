import { and, eq, inArray, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import type { Announce } from "@/server/sync/commit";
import { announceOrder } from "./events";

/**
 * Gives a shopper's orders, or those of `only`, to another, inside a merge's or split's transaction. One that waits for its payment stays with the guest while
 * the account has one too; whoever pays it then is known by where the guest went. Returns the ids of those that moved.
 */
export async function reassignOrders(
  tx: Tx,
  announce: Announce,
  from: string,
  to: string,
  only?: string[],
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
  for (const { id } of moved) await announceOrder(tx, announce, id, {});
  return moved.map(({ id }) => id);
}
