import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { buyersWith, eachOf, payAt, placeBy, quoteOf } from "./shoppers";
import { caught, exactly, type Fault, type Line, percentile } from "./fault";
import { type House, until } from "./test-env";
import { shelf } from "./stocked-store";

/** Everybody wants one piece; the quote was read before the rush, as one stands ready with a full bag. */
async function rush(house: House, buyers: number, units: number) {
  const { variantId } = await shelf(units);
  const all = await buyersWith(buyers, () => [{ variantId }]);
  const [first] = all;
  const hash = first ? await quoteOf(house, first) : "";
  const answers = await eachOf(all, 200, (by) => placeBy(house, by, hash));
  const won = answers.filter((a) => a.status === 200);
  return {
    variantId,
    won: won.map((a) => a.data.url as string),
    refused: answers.filter((a) => a.code === "OUT_OF_STOCK").length,
    failed: answers.filter((a) => a.status === 0 || a.status >= 500).length,
    p99: percentile(
      answers.map((a) => a.ms),
      0.99,
    ),
  };
}

const placed = async (variantId: string) => {
  const [row] = await db().execute<{ n: number }>(sql`select count(distinct o.id)::int as n
    from customer_order o join order_line l on l.order_id = o.id
    where l.variant_id = ${variantId} and o.state = 'placed'`);
  return row?.n ?? -1;
};

/** One sale, its winners pay; `most` is what 99 of 100 answers may take (ms), if that is judged. */
async function sale(house: House, where: string, most?: number): Promise<Line[]> {
  const { variantId, won, refused, failed, p99 } = await rush(house, 10_000, 100);
  await eachOf(won, 10, payAt);
  await until("all are paid", async () => (await placed(variantId)) === won.length, 90_000).catch(() => {});
  const figures: Line = exactly(`10,000 buyers of 100 pieces, 200 connections, ${where}`, {
    paid: [await placed(variantId), 100],
    "refused in words": [refused, 9_900],
    "5xx or no answer": [failed, 0],
  });
  const limit = most ? ` (≤ ${most.toLocaleString("en")})` : "";
  return [
    figures,
    { what: "its answers", figure: `p99 ${p99} ms${limit}`, pass: p99 <= (most ?? Number.POSITIVE_INFINITY) },
  ];
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const cold = await sale(house, "in a process just started");
  const sales = [...cold, ...(await sale(house, "in a shop that sells already", 1_500))];
  const prepare = ["alter table stock_level drop constraint stock_level_reserved"];
  const twin = await house.twin({ without: "stock guard", prepare }, (inTwin) => rush(inTwin, 400, 10));
  return [...sales, caught("the guard of stock", twin.won.length > 10, `${twin.won.length} sold of 10`)];
}

export const flashSale: Fault = { id: "F10", name: "10,000 buyers for 100 units", run };
