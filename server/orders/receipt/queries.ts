import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import { looked } from "../look-up/queries";
import { myOrder } from "../queries";
import type { OrderRow } from "../schema";

/** The paid order behind a receipt, if it is the asking shopper's or one that this browser proved to be its own; else null. */
export async function receiptFor(ctx: Ctx, orderId: string): Promise<OrderRow | null> {
  const own = await myOrder(ctx, { orderId }).catch((e) => {
    if (isAppError(e)) return null;
    throw e;
  });
  const order = own ?? (await looked(ctx))?.order;
  return order?.id === orderId && order.placedAt ? order : null;
}
