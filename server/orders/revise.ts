import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fulfilment, order } from "@/db/schema/orders";
import { store } from "@/db/schema/stores";
import { openAgain } from "@/server/payments/commands";
import { endOnline } from "@/server/payments/online/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { announceOrder } from "./events";
import type { DraftInput } from "./quote/schema";
import { contactFor } from "./place";
import { orderReactions } from "./reactions";

type Said = Pick<Ctx, "locale" | "regions"> & { contact: DraftInput; by: By };
/** What else belongs into the transaction that changes the order. */
type With = (tx: Tx) => Promise<void>;

/** Parts of an address in one order, whatever the order in which the database gives them. */
const sameAddress = (a: object | null, b: object | null) =>
  JSON.stringify(Object.entries(a ?? {}).sort()) === JSON.stringify(Object.entries(b ?? {}).sort());

/** One try, under the order's lock. Gives the payment whose page says what is no longer so and has to close first, or null. */
async function reviseIn(tx: Tx, announce: Announce, orderId: string, said: Said, also?: With): Promise<string | null> {
  const [o] = await tx.select().from(order).where(eq(order.id, orderId)).for("no key update");
  // One that ended keeps what it was: it is ordered anew.
  if (!o || o.state === "void") return null;
  const parts = await tx
    .select({ kind: fulfilment.kind, country: store.country })
    .from(fulfilment)
    .innerJoin(store, eq(store.id, fulfilment.storeId))
    .where(eq(fulfilment.orderId, orderId));
  const { address, ...reach } = await contactFor(tx, parts, { ...said, shopperId: o.shopperId });
  const { email, phone, contactName } = o;
  const sameReach = reach.contactName === contactName && reach.email === email && reach.phone === phone;
  const same = sameReach && sameAddress(address, o.address);
  if (o.state === "placed") {
    if (!same) throw new AppError("ALREADY_PAID", { orderId });
    return null;
  }
  if (same && o.locale === said.locale) return null;
  // Price and VAT were agreed for that country.
  if (address && address.country !== o.address?.country) throw new AppError("QUOTE_CHANGED");
  if (reach.email !== email || o.locale !== said.locale) {
    const page = await openAgain(tx, orderId);
    if (page) return page;
  }
  await tx
    .update(order)
    .set({ ...reach, address, locale: said.locale })
    .where(eq(order.id, orderId));
  await announceOrder(tx, announce, orderId, said.by);
  await also?.(tx);
  return null;
}

/**
 * Makes an order that waits for its payment say whom and where to as it was typed last: letters, label and receipt read it there. A
 * payment page that tells another e-mail address or language is closed, and a new one is made for the next who asks. Throws
 * CONTACT_NEEDED, CONTACT_WRONG, ALREADY_PAID (details: `orderId`) when it was paid meanwhile with other details, QUOTE_CHANGED for another
 * country, PAYMENT_UNREACHABLE; nothing has changed then.
 */
export async function revise(orderId: string, said: Said, also?: With): Promise<void> {
  for (;;) {
    const page = await commitWithChanges((tx, announce) => reviseIn(tx, announce, orderId, said, also));
    if (!page) return;
    await endOnline(page, orderReactions);
  }
}
