import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { createShoppers, type FaultShopper, getQuoteHash, mapConcurrently, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import type { Shop } from "./test-env";

export type UnpaidOrder = { orderId: string; url: string; by: FaultShopper };

/** Orders that wait for their payment, each with its hosted page. Throws when one was not placed. */
export async function placeUnpaidOrders(testEnv: Shop, count: number, width = 20): Promise<UnpaidOrder[]> {
  const { variantId } = await createStockedStore(count);
  const shoppers = await createShoppers(count, () => [{ variantId }]);
  const [first] = shoppers;
  const hash = first ? await getQuoteHash(testEnv, first) : "";
  return mapConcurrently(shoppers, width, async (by) => {
    const { status, code, data } = await placeOrder(testEnv, by, hash);
    if (status !== 200) throw new Error(`not placed: ${status} ${code}`);
    return { orderId: data.orderId, url: data.url, by };
  });
}

export type OrderState = { id: string; state: string; statuses: string; paid: number; refunds: number; held: number };

/** What became of orders: their state, payments' statuses, how often the timeline says "paid", refunds, open holds. */
export async function listOrderStates(orders: UnpaidOrder[]): Promise<OrderState[]> {
  const ids = JSON.stringify(orders.map((o) => o.orderId));
  return db().execute<OrderState>(sql`select o.id, o.state,
      (select string_agg(p.status, ' ') from payment p where p.order_id = o.id) as statuses,
      (select count(*)::int from order_event e where e.order_id = o.id and e.kind = 'paid') as paid,
      (select count(*)::int from refund r where r.order_id = o.id) as refunds,
      (select count(*)::int from stock_hold h join fulfilment f on f.id = h.reference_id
        where f.order_id = o.id and h.ended_at is null) as held
    from customer_order o where o.id in (select jsonb_array_elements_text(${ids}::text::jsonb)::uuid)`);
}

/** Paid once, with all that follows from it and nothing else. */
export const isPaidOnce = (o: OrderState): boolean =>
  o.state === "placed" && o.statuses === "captured" && o.paid === 1 && o.refunds === 0 && o.held === 1;

/** It is unpaid and its items are released. */
export const isEndedUnpaid = (o: OrderState): boolean =>
  o.state === "void" && o.statuses === "expired" && o.paid === 0 && o.refunds === 0 && o.held === 0;
