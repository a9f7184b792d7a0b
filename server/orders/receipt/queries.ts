import { variantCards } from "@/server/catalogue/queries";
import { keptOptionIn } from "@/server/catalogue/rules";
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

/** The order with the colours of its articles in the reader's language, as far as they are known still. */
export async function inWordsOf(order: OrderRow, locale: Ctx["locale"]): Promise<OrderRow> {
  const cards = await variantCards([...new Set(order.lines.map((l) => l.variantId))]);
  const colours = new Map(cards.map((card) => [card.variantId, card.colour]));
  const lines = order.lines.map((l) => ({ ...l, option: keptOptionIn(l.option, colours.get(l.variantId), locale) }));
  return { ...order, lines };
}
