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
import { announceOrder } from "../events";
import type { DraftInput } from "../quote/schema";
import { resolveContact } from "./place";

type ContactRevision = Pick<Ctx, "locale" | "regions"> & { contact: DraftInput; by: By };
/** Further writes of the transaction that changes the order. */
type ExtraWrite = (tx: Tx) => Promise<void>;

/** Compares addresses whatever the order of their keys in the database. */
const isSameAddress = (a: object | null, b: object | null) =>
  JSON.stringify(Object.entries(a ?? {}).sort()) === JSON.stringify(Object.entries(b ?? {}).sort());

/**
 * Revises once, under the order's lock. Returns the payment whose page shows old details and has to close first, or
 * null.
 */
async function reviseInTransaction(
  tx: Tx,
  announce: Announce,
  { orderId, revision, alsoWrite }: { orderId: string; revision: ContactRevision; alsoWrite?: ExtraWrite | undefined },
): Promise<string | null> {
  const [o] = await tx.select().from(order).where(eq(order.id, orderId)).for("no key update");
  // A voided order stays unchanged: it is ordered anew.
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
  await announceOrder(tx, announce, { orderId, by: revision.by });
  await alsoWrite?.(tx);
  return null;
}

/**
 * Updates contact and address of a pending order to what was typed last: e-mails, label and receipt read them there. A
 * payment page with another e-mail address or language is closed; the next call creates a new one. Throws
 * CONTACT_NEEDED, CONTACT_WRONG, ALREADY_PAID (details: `orderId`) when it was paid meanwhile with other details,
 * QUOTE_CHANGED for another country, PAYMENT_UNREACHABLE; then nothing has changed.
 */
export async function revise(orderId: string, revision: ContactRevision, alsoWrite?: ExtraWrite): Promise<void> {
  for (;;) {
    const openPaymentId = await commitWithChanges((tx, announce) =>
      reviseInTransaction(tx, announce, { orderId, revision, alsoWrite }),
    );
    if (!openPaymentId) return;
    await cancelCheckoutSession(openPaymentId);
  }
}
