import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fulfilment, order } from "@/db/schema/orders";
import { store } from "@/db/schema/stores";
import { reopenPayment } from "@/server/payments/commands";
import { cancelCheckoutSession } from "@/server/payments/online/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { announceOrder } from "./events";
import { resolveContact } from "./place";
import type { DraftInput } from "./quote/schema";
import { orderReactions } from "./reactions";

type ContactRevision = Pick<Ctx, "locale" | "regions"> & { contact: DraftInput; by: By };
/** What else belongs into the transaction that changes the order. */
type ExtraWrite = (tx: Tx) => Promise<void>;

/** Parts of an address in one order, whatever the order in which the database gives them. */
const isSameAddress = (a: object | null, b: object | null) =>
  JSON.stringify(Object.entries(a ?? {}).sort()) === JSON.stringify(Object.entries(b ?? {}).sort());

/** One try, under the order's lock. Gives the payment whose page says what is no longer so and has to close first, or null. */
async function reviseInTransaction(
  tx: Tx,
  announce: Announce,
  orderId: string,
  revision: ContactRevision,
  alsoWrite?: ExtraWrite,
): Promise<string | null> {
  const [o] = await tx.select().from(order).where(eq(order.id, orderId)).for("no key update");
  // One that ended keeps what it was: it is ordered anew.
  if (!o || o.state === "void") return null;
  const parts = await tx
    .select({ kind: fulfilment.kind, country: store.country })
    .from(fulfilment)
    .innerJoin(store, eq(store.id, fulfilment.storeId))
    .where(eq(fulfilment.orderId, orderId));
  const { address, ...contact } = await resolveContact(tx, parts, { ...revision, shopperId: o.shopperId });
  const { email, phone, contactName } = o;
  const isSameContact = contact.contactName === contactName && contact.email === email && contact.phone === phone;
  const isUnchanged = isSameContact && isSameAddress(address, o.address);
  if (o.state === "placed") {
    if (!isUnchanged) throw new AppError("ALREADY_PAID", { orderId });
    return null;
  }
  if (isUnchanged && o.locale === revision.locale) return null;
  // Price and VAT were agreed for that country.
  if (address && address.country !== o.address?.country) throw new AppError("QUOTE_CHANGED");
  if (contact.email !== email || o.locale !== revision.locale) {
    const openPaymentId = await reopenPayment(tx, orderId);
    if (openPaymentId) return openPaymentId;
  }
  await tx
    .update(order)
    .set({ ...contact, address, locale: revision.locale })
    .where(eq(order.id, orderId));
  await announceOrder(tx, announce, orderId, revision.by);
  await alsoWrite?.(tx);
  return null;
}

/**
 * Makes an order that waits for its payment say whom and where to as it was typed last: letters, label and receipt read it there. A
 * payment page that tells another e-mail address or language is closed, and a new one is made for the next who asks. Throws
 * CONTACT_NEEDED, CONTACT_WRONG, ALREADY_PAID (details: `orderId`) when it was paid meanwhile with other details, QUOTE_CHANGED for another
 * country, PAYMENT_UNREACHABLE; nothing has changed then.
 */
export async function revise(orderId: string, revision: ContactRevision, alsoWrite?: ExtraWrite): Promise<void> {
  for (;;) {
    const openPaymentId = await commitWithChanges((tx, announce) =>
      reviseInTransaction(tx, announce, orderId, revision, alsoWrite),
    );
    if (!openPaymentId) return;
    await cancelCheckoutSession(openPaymentId, orderReactions);
  }
}
