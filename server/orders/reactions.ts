import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopper } from "@/db/schema/identity";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { spendCartLines } from "@/server/cart/commands";
import { consume, extend, take } from "@/server/inventory/commands";
import type { Payment, PaymentReactions } from "@/server/payments/schema";
import { now, sqlNow } from "@/server/platform/clock";
import { isAppError } from "@/server/platform/errors";
import { together } from "@/server/platform/transaction";
import { anyStore } from "@/server/stores/queries";
import { endOfNextOpeningDay } from "@/server/stores/rules";
import type { Announce } from "@/server/sync/commit";
import { announceOrder, tellOrder } from "./announce/commands";
import { paidPickupDays } from "./checkout/rules";
import { queueReceipt, queueRefundNews } from "./letters/commands";
import { announceParcel } from "./parcels/announce/commands";
import { placePaidPickup } from "./pickup/commands";
import { orderMovesTo } from "./rules";

type Order = typeof order.$inferSelect;
type Part = typeof fulfilment.$inferSelect;
type Line = typeof orderLine.$inferSelect;
const dayMs = 86_400_000;
/** A paid parcel keeps its pieces until it is sent; a sweep must not take them before somebody looked. */
const parcelDays = 60;

/** The pieces of an order that had ended, held once more; false when one of them is gone. */
async function reclaim(tx: Tx, o: Order, parts: Part[], lines: Line[]): Promise<boolean> {
  const hold = { ownerId: o.shopperId ?? o.id, purpose: "order" as const };
  const until = new Date((await now(tx)).getTime() + dayMs);
  const requests = parts.map(({ id, storeId }) => ({
    ...{ ...hold, referenceId: id, storeId, expiresAt: until },
    items: lines.filter((l) => l.fulfilmentId === id).map(({ variantId, quantity }) => ({ variantId, quantity })),
  }));
  try {
    await tx.transaction((inner) => take(inner as Tx, ...requests));
    await tx.update(fulfilment).set({ status: "waiting", endedAt: null }).where(eq(fulfilment.orderId, o.id));
    return true;
  } catch (e) {
    if (isAppError(e) && e.appCode === "OUT_OF_STOCK") return false;
    throw e;
  }
}

async function begin(tx: Tx, announce: Announce, o: Order, part: Part, lines: Line[]): Promise<void> {
  const to = part.kind === "counter" ? "handed_over" : "open";
  const set = { status: to, updatedAt: sqlNow, ...(part.kind === "counter" ? { endedAt: sqlNow } : {}) } as const;
  const [moment, store] = await together([
    now(tx),
    anyStore(part.storeId, tx),
    tx
      .update(fulfilment)
      .set(set)
      .where(and(eq(fulfilment.id, part.id), eq(fulfilment.status, "waiting"))),
  ]);
  const at = moment.getTime();
  if (part.kind === "counter") {
    await consume(tx, { referenceId: part.id }, { reason: "sold", actorId: o.staffId });
    await tellOrder(tx, o.id, { kind: "handed_over", fulfilmentId: part.id, staffId: o.staffId });
  } else if (part.kind === "delivery") {
    await extend(tx, part.id, new Date(at + parcelDays * dayMs));
    await announceParcel(tx, announce, part.id, {});
  } else {
    const expiresAt = new Date(
      endOfNextOpeningDay(store, at + (paidPickupDays - 1) * dayMs) ?? at + paidPickupDays * dayMs,
    );
    await extend(tx, part.id, expiresAt);
    await placePaidPickup(tx, announce, {
      ...{ id: part.id, orderId: o.id, store, at, shopperId: o.shopperId ?? o.id, expiresAt },
      ...{ contactName: o.contactName, contact: o.phone || o.email },
      lines: lines.map(({ variantId, quantity, priceMinor }) => ({
        variantId,
        quantity,
        priceMinor,
        currency: o.currency,
      })),
    });
  }
}

/** The account into which a guest went meanwhile, else the shopper itself. */
async function ownerNow(tx: Tx, o: Order): Promise<Order> {
  if (!o.shopperId) return o;
  const [row] = await tx.select({ into: shopper.mergedInto }).from(shopper).where(eq(shopper.id, o.shopperId));
  if (!row?.into) return o;
  await tx.update(order).set({ shopperId: row.into }).where(eq(order.id, o.id));
  return { ...o, shopperId: row.into };
}

/**
 * Money came for an order. It is placed, and each of its parts begins: parcels are open to be packed, pick-ups join their
 * store's queue, what was sold at the till leaves the books; the lines leave the cart. An order that had ended takes the
 * money when its pieces are still there; else, or when it is paid already, the answer is "late".
 */
async function captured(tx: Tx, announce: Announce, payment: Payment): Promise<"accepted" | "late"> {
  const { orderId } = payment;
  const [[found], parts, lines] = await together([
    tx.select().from(order).where(eq(order.id, orderId)).for("update"),
    tx.select().from(fulfilment).where(eq(fulfilment.orderId, orderId)).orderBy(fulfilment.id),
    tx.select().from(orderLine).where(eq(orderLine.orderId, orderId)),
  ]);
  if (!found) return "late";
  const { amountMinor, currency } = payment;
  const late = async () => {
    await queueRefundNews(tx, found.id, { minor: amountMinor, currency });
    return "late" as const;
  };
  if (found.state === "placed") return late();
  if (found.state === "void" && !(await reclaim(tx, found, parts, lines))) return late();
  const [o] = await together([
    ownerNow(tx, found),
    tx
      .update(order)
      .set({ state: "placed", placedAt: sqlNow, voidReason: null, voidedAt: null })
      .where(and(eq(order.id, found.id), inArray(order.state, orderMovesTo("placed")))),
    tellOrder(tx, found.id, { kind: "paid", amountMinor }),
  ]);
  for (const part of parts)
    await begin(
      tx,
      announce,
      o,
      part,
      lines.filter((l) => l.fulfilmentId === part.id),
    );
  if (o.shopperId) {
    const bought = new Map<string, number>();
    for (const { lineKey, quantity } of lines) if (lineKey) bought.set(lineKey, (bought.get(lineKey) ?? 0) + quantity);
    await spendCartLines(tx, announce, { shopperId: o.shopperId, bought, by: {} });
  }
  await queueReceipt(tx, await announceOrder(tx, announce, o.id, {}), o.locale);
  return "accepted";
}

const told =
  (kind: "payment_failed" | "refunded") =>
  async (tx: Tx, announce: Announce, row: { orderId: string; amountMinor: number }) => {
    await tellOrder(tx, row.orderId, { kind, amountMinor: row.amountMinor });
    await announceOrder(tx, announce, row.orderId, {});
  };

/** What orders do when money moves, in the transaction that moves it. */
export const orderReactions: PaymentReactions = {
  captured,
  failed: told("payment_failed"),
  // the order itself ends by its own time, see ending
  expired: async () => {},
  refunded: told("refunded"),
};
