import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ApiAnswer } from "../api-client";
import { createShoppers, type FaultShopper, getQuoteHash, mapConcurrently, payOnPage, placeOrder } from "../shoppers";
import { createStockedStore } from "../stocked-store";
import { type TestEnv, waitUntil } from "../test-env";

export const batchSize = 10;
/**
 * Shoppers who go through a step together, each with variants of their own, so that none waits for another's stock
 * lock.
 */
export type Batch = {
  shoppers: FaultShopper[];
  hashes: string[];
  refunded: boolean /** How many stood at the point when the process died. */;
  inFlight: number;
};

/** Batches of shoppers with filled carts and quotes; the server runs. */
export async function createBatches(testEnv: TestEnv, orders: number): Promise<Batch[]> {
  await testEnv.start();
  const { variants } = await createStockedStore(1_000, batchSize);
  const batches: Batch[] = [];
  for (let made = 0; made < orders; made += batchSize) {
    const shoppers = await createShoppers(batchSize, (n) => [{ variantId: variants[n] ?? "" }]);
    batches.push({
      shoppers,
      hashes: await mapConcurrently(shoppers, 5, (by) => getQuoteHash(testEnv, by)),
      refunded: false,
      inFlight: batchSize,
    });
  }
  return batches;
}

/** All of the batch press the button that orders. */
export const placeAll = (testEnv: TestEnv, { shoppers, hashes }: Batch): Promise<ApiAnswer[]> =>
  Promise.all(shoppers.map((by, n) => placeOrder(testEnv, by, hashes[n])));

/** As `placeAll`; throws when one of them was not placed. */
export async function placeAllOrThrow(testEnv: TestEnv, batch: Batch): Promise<ApiAnswer[]> {
  const answers = await placeAll(testEnv, batch);
  const wrong = answers.find((a) => a.status !== 200);
  if (wrong) throw new Error(`not placed: ${wrong.status} ${wrong.code}`);
  return answers;
}

const shopperIdsSql = (shoppers: FaultShopper[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(shoppers.map((b) => b.shopperId))}::text::jsonb)::uuid)`;

/** What became of a batch, by order. */
async function listStates({ shoppers }: Batch) {
  return db().execute<{
    id: string;
    state: string;
    captured: number;
    paid: number;
    refunds: number;
    waiting: number;
    held: number;
    lines: number;
  }>(sql`
    select o.id, o.state,
      (select count(*)::int from payment p where p.order_id = o.id and p.status = 'captured') as captured,
      (select count(*)::int from order_event e where e.order_id = o.id and e.kind = 'paid') as paid,
      (select count(*)::int from refund r where r.order_id = o.id and r.status = 'succeeded') as refunds,
      (select count(*)::int from refund r where r.order_id = o.id and r.status in ('pending', 'sent', 'failed'))
        + (select count(*)::int from payment p where p.order_id = o.id and p.status not in ('captured', 'expired')) as waiting,
      (select count(*)::int from stock_hold h join fulfilment f on f.id = h.reference_id
        where f.order_id = o.id and h.ended_at is null) as held,
      (select count(*)::int from cart_line c where c.scope_id = o.shopper_id and c.quantity > 0) as lines
    from customer_order o where o.shopper_id in ${shopperIdsSql(shoppers)}`);
}

/**
 * Completes what the kill interrupted as its shoppers would: retry with the same key, hosted page, payment. Then
 * checks.
 */
export async function checkBatch(
  testEnv: TestEnv,
  batch: Batch,
): Promise<{ orders: number; once: number; limbo: number }> {
  if (!testEnv.server.alive()) await testEnv.start();
  const unpaid = (await listStates(batch)).every((o) => o.captured === 0);
  if (unpaid) {
    const first = await placeAllOrThrow(testEnv, batch);
    const again = await placeAllOrThrow(testEnv, batch);
    first.forEach((a, n) => {
      if (a.data.orderId !== again[n]?.data.orderId) throw new Error("the same key gave another order");
    });
    await mapConcurrently(first, 10, (a) => (a.data.url ? payOnPage(a.data.url) : Promise.resolve(0)));
  }
  const refunds = batch.refunded ? 1 : 0;
  const isDone = async () =>
    (await listStates(batch)).every((o) => o.captured === 1 && o.waiting === 0 && o.refunds === refunds);
  await waitUntil("all are settled", isDone, 75_000).catch(() => {});
  const rows = await listStates(batch);
  const held = batch.refunded ? 0 : 1;
  const once = rows.filter(
    (o) => o.captured === 1 && o.paid === 1 && o.refunds === refunds && o.held === held && o.lines === 0,
  );
  const unsettled = rows.filter((o) => o.state === "awaiting" || o.waiting > 0);
  return { orders: rows.length, once: once.length, limbo: unsettled.length };
}
