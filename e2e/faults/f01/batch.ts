import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Buyer, buyersWith, eachOf, payAt, placeBy, quoteOf } from "../shoppers";
import type { Answer } from "../api-client";
import { type House, until } from "../test-env";
import { shelf } from "../stocked-store";

export const batchSize = 10;
/** Buyers who go through a step together, each of goods of their own, so that none waits for another's shelf. */
export type Batch = {
  buyers: Buyer[];
  hashes: string[];
  refunded: boolean /** How many stood at the point when the process died. */;
  inFlight: number;
};

/** Batches of buyers with full bags who have read their quotes; the server runs. */
export async function batchesOf(house: House, orders: number): Promise<Batch[]> {
  await house.start();
  const { variants } = await shelf(1_000, batchSize);
  const batches: Batch[] = [];
  for (let made = 0; made < orders; made += batchSize) {
    const buyers = await buyersWith(batchSize, (n) => [{ variantId: variants[n] ?? "" }]);
    batches.push({
      buyers,
      hashes: await eachOf(buyers, 5, (by) => quoteOf(house, by)),
      refunded: false,
      inFlight: batchSize,
    });
  }
  return batches;
}

/** All of the batch press the button that orders. */
export const placeAll = (house: House, { buyers, hashes }: Batch): Promise<Answer[]> =>
  Promise.all(buyers.map((by, n) => placeBy(house, by, hashes[n])));

/** As `placeAll`; throws when one of them was not placed. */
export async function placed(house: House, batch: Batch): Promise<Answer[]> {
  const answers = await placeAll(house, batch);
  const wrong = answers.find((a) => a.status !== 200);
  if (wrong) throw new Error(`not placed: ${wrong.status} ${wrong.code}`);
  return answers;
}

const idsOf = (buyers: Buyer[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(buyers.map((b) => b.shopperId))}::text::jsonb)::uuid)`;

/** What became of a batch, by order. */
async function standing({ buyers }: Batch) {
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
    from customer_order o where o.shopper_id in ${idsOf(buyers)}`);
}

/** Completes what a kill left half done as its people would: the same key again, the page, the money. Then looks. */
export async function checkBatch(house: House, batch: Batch): Promise<{ orders: number; once: number; limbo: number }> {
  if (!house.server.alive()) await house.start();
  const unpaid = (await standing(batch)).every((o) => o.captured === 0);
  if (unpaid) {
    const first = await placed(house, batch);
    const again = await placed(house, batch);
    first.forEach((a, n) => {
      if (a.data.orderId !== again[n]?.data.orderId) throw new Error("the same key gave another order");
    });
    await eachOf(first, 10, (a) => (a.data.url ? payAt(a.data.url) : Promise.resolve(0)));
  }
  const refunds = batch.refunded ? 1 : 0;
  const done = async () =>
    (await standing(batch)).every((o) => o.captured === 1 && o.waiting === 0 && o.refunds === refunds);
  await until("all are settled", done, 75_000).catch(() => {});
  const rows = await standing(batch);
  const held = batch.refunded ? 0 : 1;
  const once = rows.filter(
    (o) => o.captured === 1 && o.paid === 1 && o.refunds === refunds && o.held === held && o.lines === 0,
  );
  const limbo = rows.filter((o) => o.state === "awaiting" || o.waiting > 0);
  return { orders: rows.length, once: once.length, limbo: limbo.length };
}
