import { and, desc, eq, gt, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { prepareStatement } from "@/db/prepared";
import {
  type FulfilmentStatus,
  fulfilment,
  type OrderEventKind,
  order,
  orderEvent,
  orderLine,
  type PickupStatus,
  pickup,
} from "@/db/schema/orders";
import { payment, refund } from "@/db/schema/payments";
import { store } from "@/db/schema/stores";
import type { Payment, Refund } from "@/server/payments/schema";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type Money, sumMoney } from "@/server/platform/money";
import { computeKeptTotals, computeKeptVat, eventKinds, type TaxedLine, toDisplayStatus, toOrderStatus } from "./rules";
import type { FulfilmentRow, OrderLineRow, OrderRow } from "./schema";

type Order = typeof order.$inferSelect;
const toIso = (at: Date | null) => at?.toISOString() ?? null;
const toIsoText = (at: string | null) => (at === null ? null : new Date(at).toISOString());

type OrderParts = {
  fulfilments: (Pick<FulfilmentRow, "id" | "kind" | "tracking" | "store" | "promisedAt" | "expiresAt" | "code"> & {
    status: FulfilmentStatus;
    isTaken: boolean;
    pickup: PickupStatus | null;
  })[];
  lines: (Omit<OrderLineRow, "price"> & Pick<TaxedLine, "kind" | "country" | "rateBp" | "priceMinor" | "currency">)[];
  events: { kind: OrderEventKind; fulfilmentId: string | null; amountMinor: number | null; at: string }[];
  payments: (Pick<Payment, "method" | "status" | "url" | "amountMinor" | "currency"> & { capturedAt: string | null })[];
  refunds: Pick<Refund, "status" | "amountMinor" | "currency">[];
};

/** Sorts entries of the timeline that were written at one time. */
export const eventOrderSql = (kind: SQLWrapper): SQL =>
  sql`array_position(${sql.raw(`'{${eventKinds.join()}}'::text[]`)}, ${kind})`;

const fulfilmentJson = jsonObject({
  ...pick(fulfilment, "id", "kind", "status", "tracking"),
  isTaken: sql<boolean>`${fulfilment.claimedBy} is not null`,
  pickup: sql<PickupStatus | null>`${pickup.status}`,
  code: sql<string | null>`${pickup.code}`,
  promisedAt: sql<string | null>`${pickup.promisedAt}`,
  expiresAt: sql<string | null>`${pickup.expiresAt}`,
  store: jsonObject(pick(store, "id", "name", "address", "timeZone")),
});
const lineJson = jsonObject({
  ...pick(orderLine, "id", "fulfilmentId", "variantId", "title", "option", "quantity", "insteadOf"),
  ...pick(orderLine, "priceMinor", "currency"),
  cancelled: orderLine.cancelledQuantity,
  returned: orderLine.returnedQuantity,
  rateBp: orderLine.vatRateBp,
  kind: fulfilment.kind,
  country: store.country,
});

/** Everything of the enclosing statement's `customer_order`: one query instead of six. */
const partsJson: SQL<OrderParts> = jsonObject({
  fulfilments: jsonArray(
    fulfilmentJson,
    sql`from fulfilment join store on store.id = fulfilment.store_id left join pickup on pickup.id = fulfilment.id
      where fulfilment.order_id = customer_order.id`,
    sql`order by fulfilment.kind, store.position, fulfilment.id`,
  ),
  lines: jsonArray(
    lineJson,
    sql`from order_line join fulfilment on fulfilment.id = fulfilment_id join store on store.id = fulfilment.store_id
      where order_line.order_id = customer_order.id`,
    sql`order by order_line.id`,
  ),
  events: jsonArray(
    jsonObject(pick(orderEvent, "kind", "fulfilmentId", "amountMinor", "at")),
    sql`from order_event where order_id = customer_order.id`,
    sql`order by order_event.at, ${eventOrderSql(sql`order_event.kind`)}, order_event.id`,
  ),
  payments: jsonArray(
    jsonObject(pick(payment, "method", "status", "url", "amountMinor", "currency", "capturedAt")),
    sql`from payment where order_id = customer_order.id`,
    sql`order by payment.created_at, payment.id`,
  ),
  refunds: jsonArray(
    jsonObject(pick(refund, "status", "amountMinor", "currency")),
    sql`from refund where order_id = customer_order.id`,
  ),
});

function toFulfilmentRow({ status, isTaken, pickup, ...f }: OrderParts["fulfilments"][number]): FulfilmentRow {
  const times = { promisedAt: toIsoText(f.promisedAt), expiresAt: toIsoText(f.expiresAt) };
  return { ...f, ...times, status: toDisplayStatus(f.kind, { status, isTaken, pickup }) };
}

/** Sums what was paid, what is being refunded, and what was refunded; a late payment counts until it is refunded. */
function toPaymentTotals({ payments, refunds }: Pick<OrderParts, "payments" | "refunds">, currency: string) {
  const captured = payments.filter((p) => ["captured", "late", "refused"].includes(p.status) && p.capturedAt);
  const sum = (rows: { amountMinor: number; currency: string }[], sign = 1) =>
    sumMoney(
      rows.map((r) => ({ minor: sign * r.amountMinor, currency: r.currency })),
      currency,
    );
  const refundsDone = refunds.filter((r) => r.status === "succeeded");
  return {
    paid: sumMoney([sum(captured), sum(refundsDone, -1)], currency),
    refunding: sum(refunds.filter((r) => r.status === "pending" || r.status === "sent")),
    refunded: sum(refundsDone),
  };
}

function toOrderRow(o: Order, all: OrderParts): OrderRow {
  const money = (minor: number): Money => ({ minor, currency: o.currency });
  const fulfilments = all.fulfilments.map(toFulfilmentRow);
  const lines = all.lines.map(
    ({ priceMinor, currency, rateBp: _, kind: __, country: ___, ...l }): OrderLineRow => ({
      ...l,
      price: { minor: priceMinor, currency },
    }),
  );
  const sums = computeKeptTotals(all.lines, o.deliveryMinor);
  const last = all.payments.at(-1);
  const kept = lines.reduce((sum, l) => sum + l.quantity - l.cancelled - l.returned, 0);
  const returned = lines.reduce((sum, l) => sum + l.returned, 0);
  return {
    id: o.id,
    number: o.number,
    channel: o.channel,
    contactName: o.contactName,
    email: o.email,
    phone: o.phone,
    status: toOrderStatus(
      o.state,
      fulfilments.map((f) => f.status),
      { kept, returned },
    ),
    address: o.address,
    goods: money(sums.goodsMinor),
    delivery: money(sums.deliveryMinor),
    total: money(sums.goodsMinor + sums.deliveryMinor),
    vat: computeKeptVat(all.lines, o.deliveryMinor, o.vat).map(({ minor, ...of }) => ({ ...of, amount: money(minor) })),
    ...toPaymentTotals(all, o.currency),
    payment: last ? { method: last.method, status: last.status, url: last.status === "open" ? last.url : null } : null,
    createdAt: o.createdAt.toISOString(),
    expiresAt: o.expiresAt.toISOString(),
    placedAt: toIso(o.placedAt),
    fulfilments,
    lines,
    timeline: all.events.map(({ kind, at, fulfilmentId, amountMinor }) => ({
      kind,
      at: new Date(at).toISOString(),
      fulfilmentId,
      amount: amountMinor === null ? null : money(amountMinor),
    })),
  };
}

const selectWithParts = (on: Db | Tx) => on.select({ o: order, parts: partsJson }).from(order);
const byId = prepareStatement((on) => selectWithParts(on).where(eq(order.id, sql.placeholder("orderId"))));

/** Lists orders with all their parts by number, highest first: for pages that continue below a number. */
export async function listOrdersByNumber(where: SQL | undefined, limit: number): Promise<OrderRow[]> {
  const rows = await selectWithParts(db()).where(where).orderBy(desc(order.number)).limit(limit);
  return rows.map(({ o, parts }) => toOrderRow(o, parts));
}

/** Returns one order and its shopper. Throws NOT_FOUND. */
export async function getOrderAndOwner(
  orderId: string,
  on: Db | Tx = db(),
): Promise<{ row: OrderRow; ownerId: string | null }> {
  const [found] = await byId(on, { orderId });
  if (!found) throw new AppError("NOT_FOUND");
  return { row: toOrderRow(found.o, found.parts), ownerId: found.o.shopperId };
}

/** Returns one order. Throws NOT_FOUND. */
export const getOrder = async (orderId: string, on: Db | Tx = db()): Promise<OrderRow> =>
  (await getOrderAndOwner(orderId, on)).row;

/** Condition: paid, pending, or voided unpaid lately. */
const isVisible = and(
  gt(order.createdAt, sql`clock_now() - interval '2 years'`),
  or(eq(order.state, "placed"), gt(order.createdAt, sql`clock_now() - interval '1 day'`)),
);

/** Lists a shopper's orders as rows of its scope, the newest hundred first. */
export async function listShopperOrders(scopeId: string) {
  const rows = await selectWithParts(db())
    .where(and(eq(order.shopperId, scopeId), isVisible))
    .orderBy(desc(order.createdAt), desc(order.number))
    .limit(100);
  return rows.map(({ o, parts }) => ({ entity: "order" as const, entityId: o.id, row: toOrderRow(o, parts) }));
}

function assertShopperId({ actor }: Ctx): string {
  if (actor.kind !== "guest" && actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  return actor.shopperId;
}

/** Lists the current shopper's orders, newest first. */
export async function listOwnOrders(ctx: Ctx): Promise<OrderRow[]> {
  return (await listShopperOrders(assertShopperId(ctx))).map(({ row }) => row);
}

/** Returns one of the current shopper's orders. Throws NOT_FOUND. */
export async function getOwnOrder(ctx: Ctx, { orderId }: { orderId: string }): Promise<OrderRow> {
  const { row, ownerId } = await getOrderAndOwner(orderId);
  if (ownerId !== assertShopperId(ctx)) throw new AppError("NOT_FOUND");
  return row;
}
