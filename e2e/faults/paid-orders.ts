import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Buyer, buyersWith, eachOf, placeBy, quoteOf } from "./shoppers";
import type { House } from "./test-env";
import { shelf } from "./stocked-store";

export type Order = { orderId: string; url: string; by: Buyer };

/** Orders that wait for their payment, each with its hosted page. Throws when one was not placed. */
export async function waitingOrders(house: House, count: number, width = 20): Promise<Order[]> {
  const { variantId } = await shelf(count);
  const buyers = await buyersWith(count, () => [{ variantId }]);
  const [first] = buyers;
  const hash = first ? await quoteOf(house, first) : "";
  return eachOf(buyers, width, async (by) => {
    const { status, code, data } = await placeBy(house, by, hash);
    if (status !== 200) throw new Error(`not placed: ${status} ${code}`);
    return { orderId: data.orderId, url: data.url, by };
  });
}

export type Standing = { id: string; state: string; statuses: string; paid: number; refunds: number; held: number };

/** What became of orders: their state, payments' statuses, how often the timeline says "paid", refunds, open holds. */
export async function standingOf(orders: Order[]): Promise<Standing[]> {
  const ids = JSON.stringify(orders.map((o) => o.orderId));
  return db().execute<Standing>(sql`select o.id, o.state,
      (select string_agg(p.status, ' ') from payment p where p.order_id = o.id) as statuses,
      (select count(*)::int from order_event e where e.order_id = o.id and e.kind = 'paid') as paid,
      (select count(*)::int from refund r where r.order_id = o.id) as refunds,
      (select count(*)::int from stock_hold h join fulfilment f on f.id = h.reference_id
        where f.order_id = o.id and h.ended_at is null) as held
    from customer_order o where o.id in (select jsonb_array_elements_text(${ids}::text::jsonb)::uuid)`);
}

/** Paid once, with all that follows from it and nothing else. */
export const paidOnce = (o: Standing): boolean =>
  o.state === "placed" && o.statuses === "captured" && o.paid === 1 && o.refunds === 0 && o.held === 1;

/** Nobody paid it and its pieces are free. */
export const endedUnpaid = (o: Standing): boolean =>
  o.state === "void" && o.statuses === "expired" && o.paid === 0 && o.refunds === 0 && o.held === 0;
