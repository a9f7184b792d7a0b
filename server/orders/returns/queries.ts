import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type Db, db, type Tx } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { variant } from "@/db/schema/catalogue";
import { fulfilment, orderLine } from "@/db/schema/orders";
import { registerSession } from "@/db/schema/payments";
import { AppError } from "@/server/platform/errors";
import type { PaymentMethod } from "../schema";
import { getReturnDeadline, getReturnState } from "./rules";
import type { FindReturnInput, ReturnableOrder } from "./schema";

/**
 * When the items of the fulfilment that the statement joined as `part`, with its pickup as `pickup` if any, reached their
 * buyer; null before that.
 */
export const receivedAtSql = (part: string, pickup: string): SQL<string | null> => {
  const [f, p] = [sql.raw(part), sql.raw(pickup)];
  return sql`case ${f}.kind
    when 'pickup' then case when ${p}.status = 'collected' then ${p}.ended_at end
    when 'deliver' then case when ${f}.status in ('sent', 'delivered') then coalesce(${f}.ended_at, ${f}.sent_at) end
    else case when ${f}.status = 'handed_over' then ${f}.ended_at end end`;
};

const l = alias(orderLine, "l");
const v = alias(variant, "v");
const lineJson = jsonObject({
  ...pick(l, "id", "variantId", "title", "option", "priceMinor"),
  listed: v.priceMinor,
  listCurrency: v.currency,
  bought: sql<number>`${l.quantity} - ${l.cancelledQuantity}`,
  returned: l.returnedQuantity,
  kind: alias(fulfilment, "f").kind,
  receivedAt: receivedAtSql("f", "pk"),
});
type Line = typeof lineJson extends SQL<infer Value> ? Value : never;
type Row = {
  id: string;
  number: number;
  currency: string;
  placed_at: string;
  method: PaymentMethod | null;
  now: string;
  given_back: number;
  lines: Line[];
};

function toReturnableOrder(row: Row): ReturnableOrder {
  const { currency } = row;
  const now = Date.parse(row.now);
  const lines = row.lines.map((l) => {
    const at = l.receivedAt && new Date(l.receivedAt).toISOString();
    const left = l.bought - l.returned;
    return {
      lineId: l.id,
      variantId: l.variantId,
      title: l.title,
      option: l.option,
      price: { minor: l.priceMinor, currency },
      listed: { minor: l.listed, currency: l.listCurrency },
      bought: l.bought,
      returned: l.returned,
      left,
      kind: l.kind,
      state: getReturnState({ receivedAt: at, left, now }),
      receivedAt: at,
      until: at && new Date(getReturnDeadline(Date.parse(at))).toISOString(),
    };
  });
  return {
    orderId: row.id,
    number: row.number,
    placedAt: new Date(row.placed_at).toISOString(),
    method: row.method,
    givenBack: { minor: row.given_back, currency },
    lines,
  };
}

/** Selects paid orders with what of them may be returned, newest first. Reads no name and no address. */
async function selectReturnableOrders(where: SQL, on: Db | Tx): Promise<ReturnableOrder[]> {
  const rows = await on.execute<Row>(sql`
    select o.id, o.number, o.currency, o.placed_at, p.method, clock_now() as now,
      coalesce((select sum(g.refund_minor) from goods_return g where g.order_id = o.id), 0)::int as given_back,
      ${jsonArray(
        lineJson,
        sql`from order_line l join variant v on v.id = l.variant_id join fulfilment f on f.id = l.fulfilment_id
            left join pickup pk on pk.id = f.id
          where l.order_id = o.id and l.cancelled_quantity < l.quantity`,
        sql`order by l.id`,
      )} as lines
    from customer_order o left join payment p on p.order_id = o.id and p.status = 'captured'
    where o.state = 'placed' and (p.id is not null or o.total_minor = 0) and ${where}
    order by o.placed_at desc limit 20`);
  return rows.filter((r) => r.lines).map(toReturnableOrder);
}

/** Returns the order of a receipt or a number, whichever store sold it. Throws NOT_FOUND. */
export async function getReturnableOrder(by: FindReturnInput, on: Db | Tx = db()): Promise<ReturnableOrder> {
  const [found] = await selectReturnableOrders(
    "number" in by ? sql`o.number = ${by.number}` : sql`o.id = ${by.orderId}`,
    on,
  );
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

/** Lists a shopper's orders of which something may still be returned. */
export async function listReturnableOrders(shopperId: string, on: Db | Tx): Promise<ReturnableOrder[]> {
  const all = await selectReturnableOrders(sql`o.shopper_id = ${shopperId}`, on);
  return all.filter((o) => o.lines.some((l) => l.state === "returnable"));
}

/** Finds the open register of a tablet, if it holds that currency. */
export async function findOpenRegister(storeDeviceId: string, currency: string, on: Db | Tx): Promise<string | null> {
  const [session] = await on
    .select({ id: registerSession.id })
    .from(registerSession)
    .where(
      and(
        eq(registerSession.storeDeviceId, storeDeviceId),
        eq(registerSession.currency, currency),
        isNull(registerSession.closedAt),
      ),
    );
  return session?.id ?? null;
}

/** The guard that lets an item come back once: no more than were bought, less the cancelled and returned ones. */
export const isReturnable = (quantity: number): SQL =>
  sql`l.cancelled_quantity + l.returned_quantity + ${quantity} <= l.quantity`;
