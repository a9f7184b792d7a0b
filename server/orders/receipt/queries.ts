import { listVariantCards } from "@/server/catalogue/queries";
import { localiseStoredOption } from "@/server/catalogue/rules";
import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import { getGuestOrder } from "../guest-access/queries";
import { getLinkedOrder } from "../guest-access/signed-links";
import { getOwnOrder } from "../queries";
import type { OrderRow } from "../schema";

/** How long a browser may fetch the file that a signed link opened, in seconds. */
const fetchSeconds = 60;

/** Returns what a read finds, or null where it refuses. */
const nullOnRefusal = <T>(found: Promise<T>): Promise<T | null> =>
  found.catch((e) => {
    if (isAppError(e)) return null;
    throw e;
  });

/**
 * Returns the order of a signed link, without personal data. After the first use, the signature stays in a cookie for a
 * minute, so that the file's own address holds no secret.
 */
async function findLinkedOrder(ctx: Ctx, orderId: string, presented: string | null) {
  const [storedOrderId, storedSignature] = ctx.cookies?.read("selvedge-receipt")?.split(".") ?? [];
  const signature = presented ?? (storedOrderId === orderId ? storedSignature : undefined);
  const order = signature ? await nullOnRefusal(getLinkedOrder({ orderId, signature })) : null;
  if (order && presented) ctx.cookies?.write("selvedge-receipt", `${orderId}.${presented}`, fetchSeconds);
  return order;
}

/**
 * Finds the paid order of a receipt for its own shopper, for a browser with a guest session, or for the `signature` of
 * a link; otherwise null.
 */
export async function findReceiptOrder(ctx: Ctx, orderId: string, signature: string | null): Promise<OrderRow | null> {
  const order =
    (await nullOnRefusal(getOwnOrder(ctx, { orderId }))) ??
    (await getGuestOrder(ctx))?.order ??
    (await findLinkedOrder(ctx, orderId, signature));
  return order?.id === orderId && order.placedAt ? order : null;
}

/** Translates the colours of the order's items into the reader's language, as far as the catalogue still has them. */
export async function localiseOrder(order: OrderRow, locale: Ctx["locale"]): Promise<OrderRow> {
  const cards = await listVariantCards([...new Set(order.lines.map((l) => l.variantId))]);
  const colours = new Map(cards.map((card) => [card.variantId, card.colour]));
  const lines = order.lines.map((l) => ({
    ...l,
    option: localiseStoredOption(l.option, colours.get(l.variantId), locale),
  }));
  return { ...order, lines };
}
