import type { ShiftActor } from "@/server/access/actors";
import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { order } from "@/db/schema/orders";
import { grantedScopes } from "@/server/assistance/queries";
import { masked } from "@/server/platform/contact";
import type { StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { signatureOf } from "@/server/platform/http/signed-link";
import { type Asked, draftOf, priceOf } from "../quote/queries";
import { missingFor } from "../quote/rules";
import type { Quote, SaleQuoteInput } from "../quote/schema";
import { shortName } from "../pickup/rules";
import { orderById } from "../queries";
import type { ClientContact, SaleRow } from "./schema";

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
  const terms = { ownerId: input.shopperId, country: typed || undefined, tillStoreId: actor.storeId };
  return (await priceOf(askedOf(input), terms)).quote;
}

/** Enough of an address for its owner to know it by. */
const maskedOr = (kind: "email" | "phone", value: string): string => value && masked({ kind, value });

/**
 * An order sold in this tablet's store, without what only its buyer may read: no code, and of the contact only what its
 * owner knows it by. Throws NOT_FOUND.
 */
export async function saleById(actor: ShiftActor, orderId: string): Promise<SaleRow> {
  const [row] = await db()
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.id, orderId), eq(order.storeId, actor.storeId)));
  if (!row) throw new AppError("NOT_FOUND");
  const found = await orderById(orderId);
  return {
    ...found,
    signature: signatureOf("order", orderId),
    contactName: found.contactName && shortName(found.contactName),
    email: maskedOr("email", found.email),
    phone: maskedOr("phone", found.phone),
    address: null,
    fulfilments: found.fulfilments.map((f) => ({ ...f, code: null })),
  };
}

/**
 * What the client has typed into a checkout so far, for the order that is finished on this tablet: masked, and what is still
 * missing for each way. The sale itself uses the draft as it is. Throws NOT_FOUND without a running consent.
 */
export async function clientDraft(actor: ShiftActor, shopperId: string): Promise<ClientContact | null> {
  await assertClient(actor, shopperId);
  const draft = await draftOf(shopperId);
  if (!draft) return null;
  const { name, email, phone, address } = draft;
  return {
    name: name && shortName(name),
    contact: maskedOr("email", email) || maskedOr("phone", phone),
    city: address ? [address.city, address.country].filter(Boolean).join(", ") : "",
    country: address?.country ?? null,
    missing: missingFor(["pickup", "deliver"], draft),
  };
}
