import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db, type Tx } from "@/db/client";
import { staff, storeDevice } from "@/db/schema/identity";
import { order } from "@/db/schema/orders";
import { cashMovement, payment, refund, registerSession } from "@/db/schema/payments";
import { store } from "@/db/schema/stores";
import type {
  PendingCashRefund,
  RegisterMovement,
  RegisterSessionsFilter,
  RegisterSessionView,
  RegisterView,
} from "./schema";

const opener = alias(staff, "opener");
const closer = alias(staff, "closer");
const maxRows = 100;

const sumMovementsSql = (
  reason?: RegisterMovement["reason"],
) => sql<number>`coalesce((select sum(m.amount_minor) from cash_movement m
  where m.register_session_id = "register_session"."id" ${reason ? sql`and m.reason = ${reason}` : sql``}), 0)::int`;

/** Computes what the register should hold now, in minor units: its float and all movements. */
export async function getExpectedCash(tx: Tx, registerSessionId: string): Promise<number> {
  const [row] = await tx
    .select({ expected: sql<number>`${registerSession.floatMinor} + ${sumMovementsSql()}` })
    .from(registerSession)
    .where(eq(registerSession.id, registerSessionId));
  return row?.expected ?? 0;
}

async function listMovements(registerSessionId: string, currency: string): Promise<RegisterMovement[]> {
  const number = sql<number | null>`(select o.number from customer_order o
    left join payment p on p.id = ${cashMovement.paymentId} left join refund r on r.id = ${cashMovement.refundId}
    where o.id = coalesce(p.order_id, r.order_id))`;
  const rows = await db()
    .select({ movement: cashMovement, by: staff.name, number })
    .from(cashMovement)
    .innerJoin(staff, eq(staff.id, cashMovement.staffId))
    .where(eq(cashMovement.registerSessionId, registerSessionId))
    .orderBy(desc(cashMovement.at))
    .limit(maxRows);
  return rows.map(({ movement: { id, at, reason, amountMinor, note }, by, number: orderNumber }) => ({
    id,
    at: at.toISOString(),
    reason,
    note,
    by,
    orderNumber,
    amount: { minor: amountMinor, currency },
  }));
}

async function listPendingCashRefunds(): Promise<PendingCashRefund[]> {
  const rows = await db()
    .select({ refund, number: order.number, store: store.name })
    .from(refund)
    .innerJoin(payment, eq(payment.id, refund.paymentId))
    .innerJoin(order, eq(order.id, refund.orderId))
    .leftJoin(store, eq(store.id, order.storeId))
    .where(and(eq(refund.status, "pending"), eq(payment.method, "cash")))
    .orderBy(desc(refund.createdAt))
    .limit(maxRows);
  return rows.map(({ refund: r, number: orderNumber, store: name }) => ({
    id: r.id,
    orderNumber,
    reason: r.reason,
    since: r.createdAt.toISOString(),
    store: name,
    amount: { minor: r.amountMinor, currency: r.currency },
  }));
}

/** Returns the register of a tablet, with its movements and pending cash refunds. */
export async function getRegister(storeDeviceId: string): Promise<RegisterView> {
  const [row] = await db()
    .select({ shift: registerSession, openedBy: opener.name, sum: sumMovementsSql() })
    .from(registerSession)
    .innerJoin(opener, eq(opener.id, registerSession.openedBy))
    .where(and(eq(registerSession.storeDeviceId, storeDeviceId), isNull(registerSession.closedAt)));
  const refunds = await listPendingCashRefunds();
  if (!row) return { shift: null, refunds };
  const { id, openedAt, floatMinor, currency } = row.shift;
  return {
    shift: {
      id,
      openedAt: openedAt.toISOString(),
      openedBy: row.openedBy,
      float: { minor: floatMinor, currency },
      expected: { minor: floatMinor + row.sum, currency },
      movements: await listMovements(id, currency),
    },
    refunds,
  };
}

/** Lists the newest register sessions of all stores or one, open ones first. */
export async function listRegisterSessions({
  storeId,
  differences,
}: RegisterSessionsFilter): Promise<RegisterSessionView[]> {
  const differs = sql`${registerSession.countedMinor} <> ${registerSession.expectedMinor}`;
  const rows = await db()
    .select({
      shift: registerSession,
      store: store.name,
      tablet: storeDevice.name,
      openedBy: opener.name,
      closedBy: closer.name,
      sales: sumMovementsSql("sale"),
      refunds: sumMovementsSql("refund"),
      paidIn: sumMovementsSql("paid_in"),
      paidOut: sumMovementsSql("paid_out"),
    })
    .from(registerSession)
    .innerJoin(store, eq(store.id, registerSession.storeId))
    .innerJoin(storeDevice, eq(storeDevice.id, registerSession.storeDeviceId))
    .innerJoin(opener, eq(opener.id, registerSession.openedBy))
    .leftJoin(closer, eq(closer.id, registerSession.closedBy))
    .where(and(storeId ? eq(registerSession.storeId, storeId) : undefined, differences ? differs : undefined))
    .orderBy(sql`${registerSession.closedAt} is not null`, desc(registerSession.openedAt))
    .limit(maxRows);
  return rows.map(({ shift: s, sales, refunds, paidIn, paidOut, ...names }) => {
    const money = (minor: number) => ({ minor, currency: s.currency });
    const expected = s.expectedMinor ?? s.floatMinor + sales + refunds + paidIn + paidOut;
    return {
      ...names,
      id: s.id,
      openedAt: s.openedAt.toISOString(),
      closedAt: s.closedAt?.toISOString() ?? null,
      note: s.note,
      float: money(s.floatMinor),
      sales: money(sales),
      refunds: money(refunds),
      paidIn: money(paidIn),
      paidOut: money(paidOut),
      expected: money(expected),
      counted: s.countedMinor === null ? null : money(s.countedMinor),
      difference: s.countedMinor === null ? null : money(s.countedMinor - expected),
    };
  });
}
