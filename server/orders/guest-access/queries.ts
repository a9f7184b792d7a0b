import { and, eq, ne, or } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import { now } from "@/server/platform/clock";
import type { Address } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { getOrder } from "../queries";
import type { OrderRow } from "../schema";
import type { GuestOrder } from "./schema";

/** The order with this number that was made with this address, or null. */
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

/** What the cookie of a browser that proved itself says: the order, and until when (ms). */
function readGuestSession(ctx: Ctx): { orderId: string; until: number } | null {
  const [orderId, until] = ctx.cookies?.read("selvedge-order")?.split(".") ?? [];
  return orderId && until ? { orderId, until: Number(until) } : null;
}

/** The order as who only looks at it sees it: nothing can be paid or changed. */
const hidePaymentUrl = (row: OrderRow): OrderRow => ({ ...row, payment: row.payment && { ...row.payment, url: null } });

/** The order that this browser may look at, or null: none was asked for, or its hour is over. */
export async function getGuestOrder(ctx: Ctx): Promise<GuestOrder | null> {
  const grant = readGuestSession(ctx);
  const at = await now();
  if (!grant || grant.until <= at.getTime()) return null;
  const row = await getOrder(grant.orderId);
  return { order: hidePaymentUrl(row), until: new Date(grant.until).toISOString(), now: at.toISOString() };
}
