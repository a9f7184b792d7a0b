import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { order } from "@/db/schema/orders";
import type { ShiftActor } from "@/server/access/actors";
import { listGrantedScopes } from "@/server/assistance/queries";
import { maskAddress } from "@/server/platform/contact";
import { AppError } from "@/server/platform/errors";
import { signLink } from "@/server/platform/http/signed-link";
import { findDraft } from "../checkout/queries";
import { toShortName } from "../pickup/rules";
import { getOrder } from "../queries";
import { priceItems, type QuoteItem } from "../quote/queries";
import { listMissingFields } from "../quote/rules";
import type { Quote } from "../quote/schema";
import type { SaleContact, SaleQuoteInput, SaleRow } from "./schema";

/** Asserts that the buyer is anonymous, or a customer in assistance by this consultant. Throws NOT_FOUND. */
export async function assertCustomerAccess(actor: ShiftActor, shopperId: string | null): Promise<void> {
  if (shopperId && !(await listGrantedScopes(actor)).includes(shopperId)) throw new AppError("NOT_FOUND");
}

export const toQuoteItems = ({ lines }: Pick<SaleQuoteInput, "lines">): QuoteItem[] =>
  lines.map(({ lineKey = null, ...line }) => ({ lineKey, ...line }));

/** Returns the quote of a sale at this tablet. Throws NOT_FOUND for a customer who is not in assistance here. */
export async function getSaleQuote(actor: ShiftActor, input: SaleQuoteInput): Promise<Quote> {
  await assertCustomerAccess(actor, input.shopperId);
  const typed = input.country ?? (input.shopperId ? (await findDraft(input.shopperId))?.address?.country : undefined);
  const terms = { ownerId: input.shopperId, country: typed || undefined, registerStoreId: actor.storeId };
  return (await priceItems(toQuoteItems(input), terms)).quote;
}

/** Masks a contact, enough for its owner to recognise it. */
const maskIfGiven = (kind: "email" | "phone", value: string): string => value && maskAddress({ kind, value });

/**
 * Returns an order sold in this tablet's store, without what only its buyer may read: no code, and the contact masked.
 * Throws NOT_FOUND.
 */
export async function getSale(actor: ShiftActor, orderId: string): Promise<SaleRow> {
  const [row] = await db()
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.id, orderId), eq(order.storeId, actor.storeId)));
  if (!row) throw new AppError("NOT_FOUND");
  const found = await getOrder(orderId);
  return {
    ...found,
    signature: signLink("order", orderId),
    contactName: found.contactName && toShortName(found.contactName),
    email: maskIfGiven("email", found.email),
    phone: maskIfGiven("phone", found.phone),
    address: null,
    fulfilments: found.fulfilments.map((f) => ({ ...f, code: null })),
  };
}

/**
 * Returns the customer's checkout draft for an order that is finished on this tablet: masked, and with the missing
 * fields of each fulfilment method. The sale itself uses the draft as it is. Throws NOT_FOUND without a running
 * consent.
 */
export async function getCustomerDraft(actor: ShiftActor, shopperId: string): Promise<SaleContact | null> {
  await assertCustomerAccess(actor, shopperId);
  const draft = await findDraft(shopperId);
  if (!draft) return null;
  const { name, email, phone, address } = draft;
  return {
    name: name && toShortName(name),
    contact: maskIfGiven("email", email) || maskIfGiven("phone", phone),
    city: address ? [address.city, address.country].filter(Boolean).join(", ") : "",
    country: address?.country ?? null,
    missing: listMissingFields(["pickup", "deliver"], draft),
  };
}
