import { and, eq } from "drizzle-orm";
import { payment } from "@/db/schema/payments";
import type { FulfilmentMethod } from "@/server/cart/schema";
import { assertPayable, insertOrder } from "@/server/orders/lifecycle/place";
import { priceItems } from "@/server/orders/quote/queries";
import type { OrderRow } from "@/server/orders/schema";
import { paymentReactions } from "@/server/payments/reactions";
import { commitWithChanges } from "@/server/sync/commit";

type Given = {
  ownerId: string | null;
  lines: { variantId: string; quantity?: number; way: FulfilmentMethod; lineKey?: string }[];
  /** The tablet's store and the selling member of staff; none for the shop. */
  till?: { storeId: string; staffId: string };
  country?: string;
};

/** The buyer of the tests. */
export const buyer = {
  name: "Ləman Məmmədova",
  email: "leman@example.test",
  phone: "+994501234567",
  address: { line1: "Nizami 10", line2: "", city: "Bakı", postcode: "AZ1000", country: "AZ" },
};

/**
 * An order that is waiting for its payment, placed by the real command; paid in cash, so that no provider is called.
 */
export async function placeOrder({ ownerId, lines, till, country = "AZ" }: Given): Promise<OrderRow> {
  const requestedLines = lines.map(({ quantity = 1, lineKey = null, ...line }) => ({ ...line, quantity, lineKey }));
  const terms = { ownerId, country, registerStoreId: till?.storeId ?? null };
  const priced = await priceItems(requestedLines, terms);
  assertPayable(priced, priced.quote.hash, "cash");
  return commitWithChanges((tx, announce) =>
    insertOrder(tx, announce, {
      ownerId,
      channel: till ? "tablet" : "shop",
      register: till ?? null,
      method: "cash",
      priced,
      contact: buyer,
      locale: "en",
      by: {},
    }),
  );
}

/** Captures the money of an order as if its provider had reported it; orders react as in production. */
export async function payOrder(orderId: string): Promise<"accepted" | "late"> {
  return commitWithChanges(async (tx, announce) => {
    const [paid] = await tx
      .update(payment)
      .set({ status: "captured", capturedAt: new Date() })
      .where(and(eq(payment.orderId, orderId), eq(payment.status, "open")))
      .returning();
    if (!paid) throw new Error("nothing to pay");
    return paymentReactions.get().captured(tx, announce, paid);
  });
}
