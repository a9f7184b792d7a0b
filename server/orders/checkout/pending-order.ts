import { sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { availableSql } from "@/server/inventory/queries";
import { AppError } from "@/server/platform/errors";
import { parseStoredResult, storedResultSql } from "@/server/platform/idempotency";

/** A hosted page that closes sooner than this is not worth going back to. */
const minPageLifetime = sql`interval '5 minutes'`;

/** How a shopper stands who wants to order the cart. */
export type PendingOrderState = {
  /** The order that was placed under this key. */
  placedOrderId: string | null;
  /** The order that waits for its payment, and whether its page is still good for these goods and prices. */
  pending: { orderId: string; good: boolean } | null;
  /** OUT_OF_STOCK for a line that no stock could be taken for now. */
  shortage: AppError | null;
};
type Row = {
  answered: Parameters<typeof parseStoredResult>[0];
  waiting: PendingOrderState["pending"];
  lack: { variantId: string; available: number } | null;
};
type IdempotentCall = { scope: string; key: string; args: { quoteHash: string } };

/**
 * Tells what a shopper has ordered already and whether the goods are there: one statement, so that the many of a rush are
 * refused before the work that the few get. What the shopper holds already does not count as free. Throws
 * IDEMPOTENCY_MISMATCH.
 */
export async function getPendingOrderState(shopperId: string, call: IdempotentCall): Promise<PendingOrderState> {
  const { quoteHash } = call.args;
  const [row] = await runPrepared<Row>(sql`
    select ${storedResultSql(call)} as answered,
      (select json_build_object('orderId', o.id, 'good', o.quote_hash = ${quoteHash} and p.status = 'open'
          and p.method = 'card_online' and p.expires_at > clock_now() + ${minPageLifetime})
        from customer_order o
        cross join lateral (select * from payment where order_id = o.id order by created_at desc limit 1) p
        where o.shopper_id = ${shopperId}::uuid and o.state = 'awaiting') as waiting,
      (select json_build_object('variantId', c.variant_id, 'available', s.free) from (
          select variant_id, store_id, sum(quantity) as wanted from cart_line
          where scope_id = ${shopperId}::uuid and quantity > 0 group by 1, 2) c
        cross join lateral (
          select coalesce(sum(greatest(${availableSql}, 0)), 0)::int as free from stock_level l
          join store on store.id = l.store_id
          where l.variant_id = c.variant_id
            and case when c.store_id is null then store.active else l.store_id = c.store_id end) s
        where s.free < c.wanted limit 1) as lack`);
  if (!row) throw new Error("the database told nothing");
  const { answered, waiting, lack } = row;
  return {
    placedOrderId: parseStoredResult<string>(answered, call.args),
    pending: waiting,
    shortage: lack ? new AppError("OUT_OF_STOCK", lack) : null,
  };
}
