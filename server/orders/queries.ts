import { and, asc, desc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { fulfilment, order, orderEvent, orderLine, pickup } from "@/db/schema/orders";
import { payment, refund } from "@/db/schema/payments";
import { store } from "@/db/schema/stores";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { Money } from "@/server/platform/money";
import { orderStatus, shownOf } from "./rules";
import type { FulfilmentRow, OrderLineRow, OrderRow } from "./schema";

type Order = typeof order.$inferSelect;
const iso = (at: Date | null) => at?.toISOString() ?? null;

async function partsOf(ids: string[], on: Db | Tx) {
  const [fulfilments, lines, events, payments, refunds] = await Promise.all([
    on
      .select({ f: fulfilment, s: store, p: pickup })
      .from(fulfilment)
      .innerJoin(store, eq(store.id, fulfilment.storeId))
      .leftJoin(pickup, eq(pickup.id, fulfilment.id))
      .where(inArray(fulfilment.orderId, ids))
      .orderBy(asc(fulfilment.kind), asc(store.position), asc(fulfilment.id)),
    on.select().from(orderLine).where(inArray(orderLine.orderId, ids)).orderBy(asc(orderLine.id)),
    on
      .select()
      .from(orderEvent)
      .where(inArray(orderEvent.orderId, ids))
      .orderBy(asc(orderEvent.at), asc(orderEvent.id)),
    on.select().from(payment).where(inArray(payment.orderId, ids)).orderBy(asc(payment.createdAt), asc(payment.id)),
    on.select().from(refund).where(inArray(refund.orderId, ids)),
  ]);
  return { fulfilments, lines, events, payments, refunds };
}
type Parts = Awaited<ReturnType<typeof partsOf>>;

function fulfilmentRow({ f, s, p }: Parts["fulfilments"][number]): FulfilmentRow {
  return {
    ...{ id: f.id, kind: f.kind, status: shownOf(f.kind, f.status, p?.status ?? null), tracking: f.tracking },
    store: { id: s.id, name: s.name, address: s.address, timeZone: s.timeZone },
    promisedAt: iso(p?.promisedAt ?? null),
    expiresAt: iso(p?.expiresAt ?? null),
    code: p?.code ?? null,
  };
}

/** What was taken, what is on its way back, and what has come back; a payment that came too late counts until it is back. */
function moneyOf({ payments, refunds }: Pick<Parts, "payments" | "refunds">, money: (minor: number) => Money) {
  const taken = payments.filter((p) => ["captured", "late", "refused"].includes(p.status) && p.capturedAt);
  const sum = (rows: { amountMinor: number }[]) => rows.reduce((total, r) => total + r.amountMinor, 0);
  const back = sum(refunds.filter((r) => r.status === "succeeded"));
  return {
    paid: money(sum(taken) - back),
    refunding: money(sum(refunds.filter((r) => r.status === "pending" || r.status === "sent"))),
    refunded: money(back),
  };
}

function rowOf(o: Order, all: Parts): OrderRow {
  const mine = <T extends { orderId: string }>(rows: T[]) => rows.filter((r) => r.orderId === o.id);
  const money = (minor: number): Money => ({ minor, currency: o.currency });
  const fulfilments = all.fulfilments.filter((r) => r.f.orderId === o.id).map(fulfilmentRow);
  const lines = mine(all.lines).map(
    (l): OrderLineRow => ({
      ...{ id: l.id, fulfilmentId: l.fulfilmentId, variantId: l.variantId, title: l.title, option: l.option },
      ...{ quantity: l.quantity, cancelled: l.cancelledQuantity, returned: l.returnedQuantity },
      price: money(l.priceMinor),
    }),
  );
  const last = mine(all.payments).at(-1);
  const kept = lines.reduce((sum, l) => sum + l.quantity - l.cancelled - l.returned, 0);
  const returned = lines.reduce((sum, l) => sum + l.returned, 0);
  return {
    ...{ id: o.id, number: o.number, channel: o.channel, contactName: o.contactName, email: o.email, phone: o.phone },
    status: orderStatus(
      o.state,
      fulfilments.map((f) => f.status),
      { kept, returned },
    ),
    address: o.address,
    ...{ goods: money(o.goodsMinor), delivery: money(o.deliveryMinor), total: money(o.totalMinor) },
    vat: o.vat.map(({ country, rateBp, minor }) => ({ country, rateBp, amount: money(minor) })),
    ...moneyOf({ payments: mine(all.payments), refunds: mine(all.refunds) }, money),
    payment: last ? { method: last.method, status: last.status, url: last.status === "open" ? last.url : null } : null,
    ...{ createdAt: o.createdAt.toISOString(), expiresAt: o.expiresAt.toISOString(), placedAt: iso(o.placedAt) },
    fulfilments,
    lines,
    timeline: mine(all.events).map((e) => ({
      ...{ kind: e.kind, at: e.at.toISOString(), fulfilmentId: e.fulfilmentId },
      amount: e.amountMinor === null ? null : money(e.amountMinor),
    })),
  };
}

/** Orders with all their parts, newest first. */
export async function findOrders(where: SQL | undefined, on: Db | Tx = db(), limit = 100): Promise<OrderRow[]> {
  const rows = await on
    .select()
    .from(order)
    .where(where)
    .orderBy(desc(order.createdAt), desc(order.number))
    .limit(limit);
  if (rows.length === 0) return [];
  const parts = await partsOf(
    rows.map((r) => r.id),
    on,
  );
  return rows.map((o) => rowOf(o, parts));
}

/** One order. Throws NOT_FOUND. */
export async function orderById(orderId: string, on: Db | Tx = db()): Promise<OrderRow> {
  const [found] = await findOrders(eq(order.id, orderId), on);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

/** What was paid, is waiting to be paid, or ended unpaid lately. */
const worthShowing = and(
  gt(order.createdAt, sql`clock_now() - interval '2 years'`),
  or(eq(order.state, "placed"), gt(order.createdAt, sql`clock_now() - interval '1 day'`)),
);

/** A shopper's orders as rows of its scope. */
export async function shopperOrders(scopeId: string) {
  const rows = await findOrders(and(eq(order.shopperId, scopeId), worthShowing));
  return rows.map((row) => ({ entity: "order" as const, entityId: row.id, row }));
}

function ownerOf({ actor }: Ctx): string {
  if (actor.kind !== "guest" && actor.kind !== "customer") throw new AppError("SIGN_IN_NEEDED");
  return actor.shopperId;
}

/** The asking shopper's orders, newest first. */
export async function myOrders(ctx: Ctx): Promise<OrderRow[]> {
  return (await shopperOrders(ownerOf(ctx))).map(({ row }) => row);
}

/** One of the asking shopper's orders. Throws NOT_FOUND. */
export async function myOrder(ctx: Ctx, { orderId }: { orderId: string }): Promise<OrderRow> {
  const [found] = await findOrders(and(eq(order.id, orderId), eq(order.shopperId, ownerOf(ctx))));
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}
