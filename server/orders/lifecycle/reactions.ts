import { eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { prepareStatement } from "@/db/prepared";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { removePurchasedLines } from "@/server/cart/commands";
import { extendHolds, fulfilHolds, holdStock } from "@/server/inventory/commands";
import type { PaymentReactions } from "@/server/payments/reactions";
import type { Payment } from "@/server/payments/schema";
import { now, sqlNow } from "@/server/platform/clock";
import { AppError, isAppError } from "@/server/platform/errors";
import { awaitAll, inSavepoint } from "@/server/platform/transaction";
import { storeJson, workloadSql } from "@/server/stores/queries";
import { getEndOfNextOpeningDay } from "@/server/stores/rules";
import type { StoreView } from "@/server/stores/schema";
import type { Announce } from "@/server/sync/commit";
import { addOrderEvent, announceOrder } from "../events";
import { queueReceipt, queueRefundNotice } from "../notifications";
import { collectPaidPickup } from "../pickup/collect";
import { announcePickup } from "../pickup/events";
import { insertPaidPickup } from "../pickup/insert";
import { paidPickupDays } from "../quote/rules";
import { getOrderSources } from "../rules";
import type { OrderRow } from "../schema";
import { announceShipment } from "../shipments/events";

type Order = typeof order.$inferSelect;
/** A fulfilment of an order with its store, open or closed, and the store's workload. */
type OrderPart = Pick<typeof fulfilment.$inferSelect, "id" | "kind" | "storeId"> & {
  store: StoreView;
  waiting: number;
  /** A pickup that was reserved before and is paid at hand-over. */
  reserved: boolean;
};
type OrderLineItem = Pick<
  typeof orderLine.$inferSelect,
  "fulfilmentId" | "variantId" | "quantity" | "priceMinor" | "lineKey"
>;
const dayMs = 86_400_000;
/** A paid shipment holds its items until it is sent; a sweep must not release them before somebody checked. */
const shipmentHoldDays = 60;

/** Holds the items of a voided order again; returns false when one of them is gone. */
async function holdAgain(
  tx: Tx,
  o: Order,
  { parts, lines }: { parts: OrderPart[]; lines: OrderLineItem[] },
): Promise<boolean> {
  const holdTerms = { ownerId: o.shopperId ?? o.id, purpose: "order" as const };
  const until = new Date((await now(tx)).getTime() + dayMs);
  const requests = parts.map(({ id, storeId }) => ({
    ...holdTerms,
    referenceId: id,
    storeId,
    expiresAt: until,
    items: lines.filter((l) => l.fulfilmentId === id).map(({ variantId, quantity }) => ({ variantId, quantity })),
  }));
  try {
    await inSavepoint(tx, () => holdStock(tx, ...requests));
    await tx.update(fulfilment).set({ status: "waiting", endedAt: null }).where(eq(fulfilment.orderId, o.id));
    return true;
  } catch (e) {
    if (isAppError(e) && e.appCode === "OUT_OF_STOCK") return false;
    throw e;
  }
}

/** The start of a fulfilment of a paid order. `at` is the time of payment, ms since 1970. */
type FulfilmentStart = { o: Order; part: OrderPart; lines: OrderLineItem[]; at: number };

async function startFulfilment(tx: Tx, announce: Announce, { o, part, lines, at }: FulfilmentStart): Promise<void> {
  if (part.kind === "in_store") {
    await fulfilHolds(tx, { referenceId: part.id }, { reason: "sold", actorId: o.staffId });
    await addOrderEvent(tx, o.id, { kind: "handed_over", fulfilmentId: part.id, staffId: o.staffId });
  } else if (part.kind === "deliver") {
    await extendHolds(tx, part.id, new Date(at + shipmentHoldDays * dayMs));
    await announceShipment(tx, announce, { parcelId: part.id, by: {} });
  } else {
    const { store, waiting } = part;
    const last = getEndOfNextOpeningDay(store, at + (paidPickupDays - 1) * dayMs);
    const expiresAt = new Date(last ?? at + paidPickupDays * dayMs);
    const { currency } = o;
    const queued = insertPaidPickup(tx, {
      id: part.id,
      orderId: o.id,
      store,
      workload: waiting,
      at,
      shopperId: o.shopperId ?? o.id,
      expiresAt,
      contactName: o.contactName,
      contact: o.phone || o.email,
      locale: o.locale,
      lines: lines.map(({ variantId, quantity, priceMinor }) => ({ variantId, quantity, priceMinor, currency })),
    });
    await awaitAll([extendHolds(tx, part.id, expiresAt), queued]);
  }
}

const partsJson: SQL<OrderPart[]> = jsonArray(
  jsonObject({
    ...pick(fulfilment, "id", "kind", "storeId"),
    store: storeJson,
    reserved: sql<boolean>`exists (select from pickup where pickup.id = fulfilment.id)`,
    waiting: sql<number>`case fulfilment.kind when 'pickup' then coalesce(
      (select w.pieces from (${workloadSql(sql`= fulfilment.store_id`)}) w), 0) else 0 end`,
  }),
  sql`from fulfilment join store on store.id = fulfilment.store_id where fulfilment.order_id = customer_order.id`,
  sql`order by fulfilment.id`,
);
const linesJson: SQL<OrderLineItem[]> = jsonArray(
  jsonObject(pick(orderLine, "fulfilmentId", "variantId", "quantity", "priceMinor", "lineKey")),
  sql`from order_line where order_line.order_id = customer_order.id`,
);
/** The account into which a guest was merged meanwhile, otherwise the shopper itself. */
const currentOwner = sql<string | null>`coalesce(
  (select s.merged_into from shopper s where s.id = customer_order.shopper_id), customer_order.shopper_id)`;

const lockOrder = prepareStatement((on) =>
  on
    .select({ found: order, owner: currentOwner, at: sqlNow, parts: partsJson, lines: linesJson })
    .from(order)
    .where(eq(order.id, sql.placeholder("orderId")))
    .for("update"),
);

/**
 * Marks an order as placed and its fulfilments as started; one statement. `amountMinor` null: nothing was to be paid.
 */
const markPlaced = (tx: Tx, { id, shopperId }: Order, amountMinor: number | null) =>
  tx.execute(sql`
    with placed as (
      update customer_order set shopper_id = ${shopperId}, state = 'placed', placed_at = clock_now(), void_reason = null,
        voided_at = null
      where id = ${id} and state in ${getOrderSources("placed")} returning id
    ), begun as (
      update fulfilment f set updated_at = clock_now(), status = case kind when 'in_store' then 'handed_over' else 'open' end,
        ended_at = case kind when 'in_store' then clock_now() end
      from placed where f.order_id = placed.id and status = 'waiting'
    )
    insert into order_event (order_id, kind, amount_minor)
    select id, 'paid', ${amountMinor}::int from placed where ${amountMinor}::int is not null`);

/** Removes what was bought from the buyer's cart. */
async function removeFromCart(
  tx: Tx,
  announce: Announce,
  { shopperId, lines }: { shopperId: string | null; lines: OrderLineItem[] },
): Promise<void> {
  const bought = new Map<string, number>();
  for (const { lineKey, quantity } of lines) if (lineKey) bought.set(lineKey, (bought.get(lineKey) ?? 0) + quantity);
  if (shopperId && bought.size > 0) await removePurchasedLines(tx, announce, { shopperId, bought, by: {} });
}

/**
 * Reacts to a payment of an order. The order is placed, and each fulfilment starts: shipments are open for packing,
 * pickups join their store's queue, register sales leave the stock; the lines leave the cart. A voided order accepts
 * the payment when its items are still there; otherwise, or when it is paid already, the answer is "late".
 */
async function onCaptured(tx: Tx, announce: Announce, payment: Payment): Promise<"accepted" | "late"> {
  const { orderId } = payment;
  const [row] = await lockOrder(tx, { orderId });
  if (!row) return "late";
  const { found, parts, lines } = row;
  const { amountMinor } = payment;
  if (found.state === "placed") return "late";
  // The holds of a reserved pickup stay until it is collected; anything else of a voided order is held anew.
  const reserved = parts.find((p) => p.reserved);
  if (reserved && !(await collectPaidPickup(tx, found, reserved.id))) return "late";
  if (!reserved && found.state === "void" && !(await holdAgain(tx, found, { parts, lines }))) return "late";
  await startFulfilments(tx, announce, { row, amountMinor });
  return "accepted";
}

/**
 * Places a free order, in the transaction that wrote it and holds its items, with everything that follows a payment.
 * Returns the order as it stands then.
 */
export async function placeFreeOrder(tx: Tx, announce: Announce, orderId: string): Promise<OrderRow> {
  const [row] = await lockOrder(tx, { orderId });
  if (row?.found.totalMinor !== 0) throw new Error("this order is to be paid");
  const reserved = row.parts.find((p) => p.reserved);
  if (reserved && !(await collectPaidPickup(tx, row.found, reserved.id))) throw new AppError("WRONG_STATUS");
  return startFulfilments(tx, announce, { row, amountMinor: null });
}

type LockedOrder = { found: Order; owner: string | null; at: string; parts: OrderPart[]; lines: OrderLineItem[] };

/**
 * Starts every fulfilment of an order, removes what was bought from the cart and queues the receipt. Returns the order.
 */
async function startFulfilments(
  tx: Tx,
  announce: Announce,
  { row, amountMinor }: { row: LockedOrder; amountMinor: number | null },
): Promise<OrderRow> {
  const { found, parts, lines } = row;
  const reserved = parts.find((p) => p.reserved);
  const o = { ...found, shopperId: row.owner };
  const at = Date.parse(row.at);
  const toStart = (part: OrderPart) => ({ o, part, at, lines: lines.filter((l) => l.fulfilmentId === part.id) });
  const pickups = parts.filter((p) => p.kind === "pickup");
  const others = parts.filter((p) => p.kind !== "pickup");
  const queued = pickups.filter((p) => !p.reserved);
  await awaitAll([
    markPlaced(tx, o, amountMinor),
    ...queued.map((part) => startFulfilment(tx, announce, toStart(part))),
  ]);
  if (reserved && found.state === "awaiting")
    await addOrderEvent(tx, o.id, { kind: "collected", fulfilmentId: reserved.id, staffId: o.staffId });
  // These read what was marked, and update stock, which is locked in a fixed order.
  for (const part of others) await startFulfilment(tx, announce, toStart(part));
  // The cart's scope is locked after the stock, as placing an order does.
  const [announced] = await awaitAll([
    announceOrder(tx, announce, { orderId: o.id, by: {} }),
    removeFromCart(tx, announce, { shopperId: o.shopperId, lines }),
    ...pickups.map((p) => announcePickup(tx, announce, { pickupId: p.id, by: {} })),
  ]);
  await queueReceipt(tx, announced, o.locale);
  return announced;
}

const buildEventReaction =
  (kind: "payment_failed" | "refunded") =>
  async (tx: Tx, announce: Announce, row: { orderId: string; amountMinor: number }) => {
    await addOrderEvent(tx, row.orderId, { kind, amountMinor: row.amountMinor });
    await announceOrder(tx, announce, { orderId: row.orderId, by: {} });
  };

/** The reactions of orders to payments, in the payment's transaction. */
export const orderReactions: PaymentReactions = {
  captured: onCaptured,
  failed: buildEventReaction("payment_failed"),
  // an order expires by its own time, see void.ts
  expired: async () => {},
  refunded: async (tx, announce, refund) => {
    await buildEventReaction("refunded")(tx, announce, refund);
    const { orderId, paymentId, amountMinor: minor, currency } = refund;
    const [paid] = await tx.select({ method: payment.method }).from(payment).where(eq(payment.id, paymentId));
    await queueRefundNotice(tx, orderId, { amount: { minor, currency }, to: paid?.method ?? "card_online" });
  },
};
