import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { compareFigures, computePercentile, type Fault, type ResultLine, reportMutant } from "./fault";
import { createShoppers, getQuoteHash, mapConcurrently, payOnPage, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { type Shop, type TestEnv, waitUntil } from "./test-env";

/** Everybody wants one item; the quotes are read before the rush. */
export async function runRush(testEnv: Shop, shoppers: number, units: number) {
  const { variantId } = await createStockedStore(units);
  const all = await createShoppers(shoppers, () => [{ variantId }]);
  const [first] = all;
  const hash = first ? await getQuoteHash(testEnv, first) : "";
  const answers = await mapConcurrently(all, 200, (by) => placeOrder(testEnv, by, hash));
  const won = answers.filter((a) => a.status === 200);
  return {
    variantId,
    won: won.map((a) => a.data.url as string),
    refused: answers.filter((a) => a.code === "OUT_OF_STOCK").length,
    failed: answers.filter((a) => a.status === 0 || a.status >= 500).length,
    p99: computePercentile(
      answers.map((a) => a.ms),
      0.99,
    ),
  };
}

const countPlaced = async (variantId: string) => {
  const [row] = await db().execute<{ n: number }>(sql`select count(distinct o.id)::int as n
    from customer_order o join order_line l on l.order_id = o.id
    where l.variant_id = ${variantId} and o.state = 'placed'`);
  return row?.n ?? -1;
};

/** One sale, its winners pay; `most` is what 99 of 100 answers may take (ms), if that is judged. */
async function runSale(testEnv: TestEnv, where: string, most?: number): Promise<ResultLine[]> {
  const { variantId, won, refused, failed, p99 } = await runRush(testEnv, 10_000, 100);
  await mapConcurrently(won, 10, payOnPage);
  await waitUntil("all are paid", async () => (await countPlaced(variantId)) === won.length, 90_000).catch(() => {});
  const figures: ResultLine = compareFigures(`10,000 buyers of 100 pieces, 200 connections, ${where}`, {
    paid: [await countPlaced(variantId), 100],
    "refused in words": [refused, 9_900],
    "5xx or no answer": [failed, 0],
  });
  const limit = most ? ` (≤ ${most.toLocaleString("en")})` : "";
  return [
    figures,
    { what: "its answers", figure: `p99 ${p99} ms${limit}`, pass: p99 <= (most ?? Number.POSITIVE_INFINITY) },
  ];
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const cold = await runSale(testEnv, "in a process just started");
  const sales = [...cold, ...(await runSale(testEnv, "in a shop that sells already", 1_500))];
  const prepare = ["alter table stock_level drop constraint stock_level_reserved"];
  const mutant = await testEnv.withMutant({ without: "stock guard", prepare }, (mutantEnv) =>
    runRush(mutantEnv, 400, 10),
  );
  return [...sales, reportMutant("the guard of stock", mutant.won.length > 10, `${mutant.won.length} sold of 10`)];
}

export const flashSale: Fault = { id: "F10", name: "10,000 buyers for 100 units", run };
