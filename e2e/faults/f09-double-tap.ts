import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { createShoppers, type FaultShopper, getQuoteHash, mapConcurrently, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import type { Shop, TestEnv } from "./test-env";

/** A tap twice (one key), two tabs (other keys), and once more by the back button; the ids that were given. */
async function placeEveryWay(testEnv: Shop, by: FaultShopper): Promise<string[]> {
  const hash = await getQuoteHash(testEnv, by);
  const tab = () => ({ ...by, key: randomUUID() });
  const taps = [by, by, tab(), tab()].map((b) => placeOrder(testEnv, b, hash));
  const answers = [...(await Promise.all(taps)), await placeOrder(testEnv, tab(), hash)];
  return answers.map((a) => a.data?.orderId ?? `${a.status} ${a.code}`);
}

export async function runShoppers(testEnv: Shop, count: number) {
  const { variantId } = await createStockedStore(count * 5);
  const shoppers = await createShoppers(count, () => [{ variantId }]);
  const given = await mapConcurrently(shoppers, 10, (by) => placeEveryWay(testEnv, by));
  const ids = sql.join(
    shoppers.map((b) => sql`${b.shopperId}::uuid`),
    sql`, `,
  );
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from customer_order where shopper_id in (${ids})`,
  );
  return { made: row?.n ?? -1, same: given.filter((g) => new Set(g).size === 1).length };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const { made, same } = await runShoppers(testEnv, 50);
  const real = compareFigures("5 taps each of 50 shoppers, 4 at once", {
    orders: [made, 50],
    "one id each": [same, 50],
  });
  const prepare = ["drop index customer_order_awaiting"];
  const mutant = await testEnv.withMutant({ prepare }, (mutantEnv) => runShoppers(mutantEnv, 20));
  return [
    real,
    reportMutant("the index of one awaiting order", mutant.made > 20, `${mutant.made} orders of 20 shoppers`),
  ];
}

export const doubleTap: Fault = { id: "F9", name: "double tap, back button, two tabs", run };
