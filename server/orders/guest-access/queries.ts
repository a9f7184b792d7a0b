import { and, eq, ne, or } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import { now } from "@/server/platform/clock";
import type { Address } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { getOrder } from "../queries";
import type { OrderRow } from "../schema";
import type { GuestOrder } from "./schema";

/** Finds the order with this number and contact, or null. */
export async function findOrderIdByContact(
  number: number,
  address: Address,
  on: Db | Tx = db(),
): Promise<string | null> {
  const reached = or(eq(order.email, address.value), eq(order.phone, address.value));
  const [row] = await on
    .select({ id: order.id })
    .from(order)
    .where(and(eq(order.number, number), reached, ne(order.state, "void")));
  return row?.id ?? null;
}

/** Reads the guest session from the browser's cookie: the order, and until when (ms). */
function readGuestSession(ctx: Ctx): { orderId: string; until: number } | null {
  const [orderId, until] = ctx.cookies?.read("selvedge-order")?.split(".") ?? [];
  return orderId && until ? { orderId, until: Number(until) } : null;
}

/** Hides the payment page: a guest session is read-only. */
const hidePaymentUrl = (row: OrderRow): OrderRow => ({ ...row, payment: row.payment && { ...row.payment, url: null } });

/** Returns the order of this browser's guest session; null without a session, or when its hour is over. */
export async function getGuestOrder(ctx: Ctx): Promise<GuestOrder | null> {
  const grant = readGuestSession(ctx);
  const at = await now();
  if (!grant || grant.until <= at.getTime()) return null;
  const row = await getOrder(grant.orderId);
  return { order: hidePaymentUrl(row), until: new Date(grant.until).toISOString(), now: at.toISOString() };
}
