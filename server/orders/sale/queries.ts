import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { order } from "@/db/schema/orders";
import { grantedScopes } from "@/server/identity/client/queries";
import type { StaffActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { type Asked, draftOf, priceOf } from "../checkout/queries";
import type { CheckoutDraft, Quote, SaleQuoteInput } from "../checkout/schema";
import { orderById } from "../queries";
import type { OrderRow } from "../schema";

/** Staff with a running shift on an enrolled tablet. */
export type ShiftActor = StaffActor & { storeId: string; storeDeviceId: string };

/** Whoever buys on the tablet is unknown, or a client who lets this consultant help now. Throws NOT_FOUND. */
export async function assertClient(actor: ShiftActor, shopperId: string | null): Promise<void> {
  if (shopperId && !(await grantedScopes(actor)).includes(shopperId)) throw new AppError("NOT_FOUND");
}

export const askedOf = ({ lines }: Pick<SaleQuoteInput, "lines">): Asked[] =>
  lines.map(({ lineKey = null, ...line }) => ({ lineKey, ...line }));

/** What a sale at this tablet costs. Throws NOT_FOUND for a client who does not ask for help here. */
export async function saleQuote(actor: ShiftActor, input: SaleQuoteInput): Promise<Quote> {
  await assertClient(actor, input.shopperId);
  const typed = input.country ?? (input.shopperId ? (await draftOf(input.shopperId))?.address?.country : undefined);
  const terms = { ownerId: input.shopperId, country: typed || env().COUNTRY, tillStoreId: actor.storeId };
  return (await priceOf(askedOf(input), terms)).quote;
}

/** An order sold in this tablet's store, without what only its buyer may read. Throws NOT_FOUND. */
export async function saleById(actor: ShiftActor, orderId: string): Promise<OrderRow> {
  const [row] = await db()
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.id, orderId), eq(order.storeId, actor.storeId)));
  if (!row) throw new AppError("NOT_FOUND");
  const found = await orderById(orderId);
  return { ...found, fulfilments: found.fulfilments.map((f) => ({ ...f, code: null })) };
}

/** What the client has typed into a checkout so far, for the order that is finished on this tablet. */
export async function clientDraft(actor: ShiftActor, shopperId: string): Promise<CheckoutDraft | null> {
  await assertClient(actor, shopperId);
  return draftOf(shopperId);
}
