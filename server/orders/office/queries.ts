import { and, asc, eq, lt, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { order, orderEvent, orderLine } from "@/db/schema/orders";
import { payment, refund } from "@/db/schema/payments";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import { store } from "@/db/schema/stores";
import { assertOffice } from "@/server/access/actors";
import { maskAddress } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { toShortName } from "../pickup/rules";
import { eventOrderSql, getOrder, listOrdersByNumber } from "../queries";
import type { OrderId } from "../schema";
import type { OfficeOrder, OfficeOrders, OfficeOrdersInput, OrderFilter } from "./schema";

const pageSize = 50;
/** The time zone of the office's days. */
const officeZone = "Asia/Baku";
const toIso = (at: Date | null) => at?.toISOString() ?? null;

/** Condition: a placed order with something neither received by its buyer nor cancelled. */
const isUnfinished = sql`exists (select from fulfilment f left join pickup p on p.id = f.id where f.order_id = ${order.id}
  and case when p.id is null then f.status in ('waiting', 'open', 'packed', 'sent')
    else p.status in ('requested', 'reserved', 'picking', 'ready') end)`;

const conditions: Record<OrderFilter, SQL | undefined> = {
  awaiting: eq(order.state, "awaiting"),
  open: and(eq(order.state, "placed"), isUnfinished),
  done: and(eq(order.state, "placed"), sql`not ${isUnfinished}`),
  void: eq(order.state, "void"),
  refunding: sql`exists (select from refund r where r.order_id = ${order.id} and r.status <> 'succeeded')`,
};

function buildWhere({ filter, storeId, day, number, cursor }: OfficeOrdersInput): SQL | undefined {
  const start = (plus: number) => sql`(${day}::date + ${plus}::int)::timestamp at time zone ${officeZone}`;
  return and(
    filter ? conditions[filter] : undefined,
    storeId
      ? sql`(${order.storeId} = ${storeId}
          or exists (select from fulfilment f where f.order_id = ${order.id} and f.store_id = ${storeId}))`
      : undefined,
    day ? sql`${order.createdAt} >= ${start(0)} and ${order.createdAt} < ${start(1)}` : undefined,
    number ? eq(order.number, number) : undefined,
    cursor ? lt(order.number, cursor) : undefined,
  );
}

/**
 * Lists orders by number, newest first, a page at a time, without contact and address. Throws NOT_FOUND without the
 * right.
 */
export async function listOfficeOrders(ctx: Ctx, input: OfficeOrdersInput): Promise<OfficeOrders> {
  assertOffice(ctx, "office");
  const rows = await listOrdersByNumber(buildWhere(input), pageSize + 1);
  const orders = rows.slice(0, pageSize).map((o) => ({
    orderId: o.id,
    number: o.number,
    createdAt: o.createdAt,
    status: o.status,
    channel: o.channel,
    buyer: o.contactName ? toShortName(o.contactName) : "",
    stores: [...new Set(o.fulfilments.map((f) => f.store.name))],
    pieces: o.lines.reduce((sum, l) => sum + (l.insteadOf ? 0 : l.quantity), 0),
    total: o.total,
    refunded: o.refunded,
    refunding: o.refunding,
  }));
  return { orders, next: rows.length > pageSize ? (orders.at(-1)?.number ?? null) : null };
}

async function getOrderMoney(orderId: string, currency: string) {
  const [payments, refunds] = await Promise.all([
    db().select().from(payment).where(eq(payment.orderId, orderId)).orderBy(asc(payment.createdAt)),
    db()
      .select({ r: refund, staff: staff.name })
      .from(refund)
      .leftJoin(staff, eq(staff.id, refund.staffId))
      .where(eq(refund.orderId, orderId))
      .orderBy(asc(refund.createdAt)),
  ]);
  const money = (minor: number) => ({ minor, currency });
  return {
    payments: payments.map((p) => ({
      id: p.id,
      method: p.method,
      status: p.status,
      amount: money(p.amountMinor),
      failure: p.failure,
      at: (p.capturedAt ?? p.createdAt).toISOString(),
      reference: p.intentRef ?? p.providerRef,
    })),
    refunds: refunds.map(({ r, staff: by }) => ({
      id: r.id,
      status: r.status,
      reason: r.reason,
      amount: money(r.amountMinor),
      failure: r.failure,
      staff: by,
      at: r.createdAt.toISOString(),
      endedAt: toIso(r.endedAt),
    })),
  };
}

/** A replacement line of an exchange. */
const replacementLine = alias(orderLine, "given");

async function listReturns(orderId: string, currency: string): Promise<OfficeOrder["returns"]> {
  const [rows, lines] = await Promise.all([
    db()
      .select({ g: goodsReturn, storeName: store.name, staff: staff.name })
      .from(goodsReturn)
      .innerJoin(store, eq(store.id, goodsReturn.storeId))
      .innerJoin(staff, eq(staff.id, goodsReturn.staffId))
      .where(eq(goodsReturn.orderId, orderId))
      .orderBy(asc(goodsReturn.createdAt)),
    db()
      .select({ of: goodsReturnLine, title: orderLine.title, option: orderLine.option, instead: replacementLine })
      .from(goodsReturnLine)
      .innerJoin(orderLine, eq(orderLine.id, goodsReturnLine.orderLineId))
      .leftJoin(
        replacementLine,
        and(eq(replacementLine.fulfilmentId, goodsReturnLine.returnId), eq(replacementLine.insteadOf, orderLine.id)),
      )
      .where(eq(orderLine.orderId, orderId)),
  ]);
  return rows.map(({ g, storeName, staff: by }) => ({
    id: g.id,
    at: g.createdAt.toISOString(),
    storeName,
    staff: by,
    refund: { minor: g.refundMinor, currency },
    lines: lines
      .filter((l) => l.of.returnId === g.id)
      .map(({ of, title, option, instead }) => ({
        title,
        option,
        quantity: of.quantity,
        reason: of.reason,
        restocked: of.restocked,
        instead: instead && { title: instead.title, option: instead.option },
      })),
  }));
}

/** Returns one order for the office, contact and address masked. Throws NOT_FOUND. */
export async function getOfficeOrder(ctx: Ctx, { orderId }: OrderId): Promise<OfficeOrder> {
  assertOffice(ctx, "office");
  const { address, payment: _, timeline: __, ...row } = await getOrder(orderId);
  const { currency } = row.total;
  const [money, returns, events, [sold]] = await Promise.all([
    getOrderMoney(orderId, currency),
    listReturns(orderId, currency),
    db()
      .select({ e: orderEvent, staff: staff.name })
      .from(orderEvent)
      .leftJoin(staff, eq(staff.id, orderEvent.staffId))
      .where(eq(orderEvent.orderId, orderId))
      .orderBy(asc(orderEvent.at), eventOrderSql(orderEvent.kind), asc(orderEvent.id)),
    db()
      .select({ by: staff.name })
      .from(order)
      .leftJoin(staff, eq(staff.id, order.staffId))
      .where(eq(order.id, orderId)),
  ]);
  return {
    ...row,
    contactName: row.contactName ? toShortName(row.contactName) : "",
    email: row.email && maskAddress({ kind: "email", value: row.email }),
    phone: row.phone && maskAddress({ kind: "phone", value: row.phone }),
    fulfilments: row.fulfilments.map((f) => ({ ...f, code: null })),
    city: address ? `${address.city}, ${address.country}` : "",
    soldBy: sold?.by ?? null,
    ...money,
    returns,
    timeline: events.map(({ e, staff: by }) => ({
      kind: e.kind,
      at: e.at.toISOString(),
      fulfilmentId: e.fulfilmentId,
      staff: by,
      amount: e.amountMinor === null ? null : { minor: e.amountMinor, currency },
    })),
  };
}
