import { listVariantCards } from "@/server/catalogue/queries";
import { localiseStoredOption } from "@/server/catalogue/rules";
import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import { getGuestOrder } from "../guest-access/queries";
import { getOwnOrder } from "../queries";
import type { OrderRow } from "../schema";
import { getLinkedOrder } from "../signed-links/queries";

/** How long a browser may fetch the file that a signed link opened to it, in seconds. */
const fetchSeconds = 60;

/** What a lookup gives, or null where it refuses. */
const nullOnRefusal = <T>(found: Promise<T>): Promise<T | null> =>
  found.catch((e) => {
    if (isAppError(e)) return null;
    throw e;
  });

/**
 * The order that a link's signature opens, without the person. Shown once, the signature stays in a cookie for a minute, so that
 * the file's own address holds no secret.
 */
async function findLinkedOrder(ctx: Ctx, orderId: string, presented: string | null, openLink: typeof getLinkedOrder) {
  const [storedOrderId, storedSignature] = ctx.cookies?.read("selvedge-receipt")?.split(".") ?? [];
  const signature = presented ?? (storedOrderId === orderId ? storedSignature : undefined);
  const order = signature ? await nullOnRefusal(openLink({ orderId, signature })) : null;
  if (order && presented) ctx.cookies?.write("selvedge-receipt", `${orderId}.${presented}`, fetchSeconds);
  return order;
}

/** Builds the query below behind the given guard of links. */
export const findReceiptOrderWith =
  (openLink: typeof getLinkedOrder) =>
  async (ctx: Ctx, orderId: string, signature: string | null): Promise<OrderRow | null> => {
    const order =
      (await nullOnRefusal(getOwnOrder(ctx, { orderId }))) ??
      (await getGuestOrder(ctx))?.order ??
      (await findLinkedOrder(ctx, orderId, signature, openLink));
    return order?.id === orderId && order.placedAt ? order : null;
  };

/**
 * The paid order behind a receipt, if it is the asking shopper's, one that this browser proved to be its own, or the `signature`
 * of a link opens it; else null.
 */
export const findReceiptOrder = findReceiptOrderWith(getLinkedOrder);

/** The order with the colours of its articles in the reader's language, as far as they are known still. */
export async function localiseOrder(order: OrderRow, locale: Ctx["locale"]): Promise<OrderRow> {
  const cards = await listVariantCards([...new Set(order.lines.map((l) => l.variantId))]);
  const colours = new Map(cards.map((card) => [card.variantId, card.colour]));
  const lines = order.lines.map((l) => ({
    ...l,
    option: localiseStoredOption(l.option, colours.get(l.variantId), locale),
  }));
  return { ...order, lines };
}
