import { sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { jsonObject } from "@/db/json";
import { availableSql } from "@/server/inventory/queries";
import { AppError } from "@/server/platform/errors";
import { parseStoredResult, storedResultSql } from "@/server/platform/idempotency";

/** A hosted page that closes sooner than this is not reused. */
const minPageLifetime = sql`interval '5 minutes'`;

/** What a shopper who orders the cart has ordered already. */
export type PendingOrderState = {
  /** The order placed under this key. */
  placedOrderId: string | null;
  /** The pending order, and whether its page still fits these items and prices. */
  pending: { orderId: string; reusable: boolean } | null;
  /** OUT_OF_STOCK for a line whose stock is not available now. */
  shortage: AppError | null;
};
type Row = {
  answered: Parameters<typeof parseStoredResult>[0];
  waiting: PendingOrderState["pending"];
  shortage: { variantId: string; available: number } | null;
};
type IdempotentCall = { scope: string; key: string; args: { quoteHash: string } };

/**
 * Reads what a shopper has ordered already and whether the items are available: one statement, so that most buyers of a
 * rush are refused before the expensive work. The shopper's own holds do not count as free. Throws
 * IDEMPOTENCY_MISMATCH.
 */
export async function getPendingOrderState(shopperId: string, call: IdempotentCall): Promise<PendingOrderState> {
  const { quoteHash } = call.args;
  const [row] = await runPrepared<Row>(sql`
    select ${storedResultSql(call)} as answered,
      (select ${jsonObject({
        orderId: sql`o.id`,
        reusable: sql`o.quote_hash = ${quoteHash} and p.status = 'open' and p.method = 'card_online'
          and p.expires_at > clock_now() + ${minPageLifetime}`,
      })}
        from customer_order o
        cross join lateral (select * from payment where order_id = o.id order by created_at desc limit 1) p
        where o.shopper_id = ${shopperId}::uuid and o.state = 'awaiting') as waiting,
      (select ${jsonObject({ variantId: sql`c.variant_id`, available: sql`s.free` })} from (
          select variant_id, store_id, sum(quantity) as wanted from cart_line
          where scope_id = ${shopperId}::uuid and quantity > 0 group by 1, 2) c
        cross join lateral (
          select coalesce(sum(greatest(${availableSql("l")}, 0)), 0)::int as free from stock_level l
          join store on store.id = l.store_id
          where l.variant_id = c.variant_id
            and case when c.store_id is null then store.active else l.store_id = c.store_id end) s
        where s.free < c.wanted limit 1) as shortage`);
  if (!row) throw new Error("query returned no row");
  const { answered, waiting, shortage } = row;
  return {
    placedOrderId: parseStoredResult<string>(answered, call.args),
    pending: waiting,
    shortage: shortage ? new AppError("OUT_OF_STOCK", shortage) : null,
  };
}
