import { variantCards } from "@/server/catalogue/queries";
import { keptOptionIn } from "@/server/catalogue/rules";
import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import { looked } from "../guest-access/queries";
import { myOrder } from "../queries";
import type { OrderRow } from "../schema";
import { sharedOrder } from "../signed-links/queries";

/** How long a browser may fetch the file that a signed link opened to it, in seconds. */
const fetchSeconds = 60;

/** What a lookup gives, or null where it refuses. */
const orNull = <T>(found: Promise<T>): Promise<T | null> =>
  found.catch((e) => {
    if (isAppError(e)) return null;
    throw e;
  });

/**
 * The order that a link's signature opens, without the person. Shown once, the signature stays in a cookie for a minute, so that
 * the file's own address holds no secret.
 */
async function linked(ctx: Ctx, orderId: string, given: string | null, shared: typeof sharedOrder) {
  const [keptFor, kept] = ctx.cookies?.read("selvedge-receipt")?.split(".") ?? [];
  const signature = given ?? (keptFor === orderId ? kept : undefined);
  const order = signature ? await orNull(shared({ orderId, signature })) : null;
  if (order && given) ctx.cookies?.write("selvedge-receipt", `${orderId}.${given}`, fetchSeconds);
  return order;
}

/** Builds the query below behind the given guard of links. */
export const receiptForWith =
  (shared: typeof sharedOrder) =>
  async (ctx: Ctx, orderId: string, signature: string | null): Promise<OrderRow | null> => {
    const order =
      (await orNull(myOrder(ctx, { orderId }))) ??
      (await looked(ctx))?.order ??
      (await linked(ctx, orderId, signature, shared));
    return order?.id === orderId && order.placedAt ? order : null;
  };

/**
 * The paid order behind a receipt, if it is the asking shopper's, one that this browser proved to be its own, or the `signature`
 * of a link opens it; else null.
 */
export const receiptFor = receiptForWith(sharedOrder);

/** The order with the colours of its articles in the reader's language, as far as they are known still. */
export async function inWordsOf(order: OrderRow, locale: Ctx["locale"]): Promise<OrderRow> {
  const cards = await variantCards([...new Set(order.lines.map((l) => l.variantId))]);
  const colours = new Map(cards.map((card) => [card.variantId, card.colour]));
  const lines = order.lines.map((l) => ({ ...l, option: keptOptionIn(l.option, colours.get(l.variantId), locale) }));
  return { ...order, lines };
}
