import { compareFigures, countDeadlocks, type Fault, type ResultLine, reportMutant } from "./fault";
import { createShoppers, mapConcurrently, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import type { TestEnv } from "./test-env";

const shuffle = <T>(list: T[]): T[] =>
  list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Orders of four of eight variants each, in any order, delivered and picked up. */
async function runRush(testEnv: TestEnv, orders: number) {
  const { variants, storeId } = await createStockedStore(orders * 2, 8);
  const all = await createShoppers(orders, (n) =>
    shuffle(variants)
      .slice(0, 4)
      .map((variantId) => (n % 2 ? { variantId, storeId } : { variantId })),
  );
  const before = await countDeadlocks();
  const answers = await mapConcurrently(all, 100, (by) => placeOrder(testEnv, by));
  return { placed: answers.filter((a) => a.status === 200).length, deadlocks: (await countDeadlocks()) - before };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const figures: ResultLine[] = [];
  for (let i = 0; i < testEnv.times; i++) {
    const found = await runRush(testEnv, 1_000);
    const line = compareFigures("1,000 orders of 4 of 8 variants, 100 at once", {
      placed: [found.placed, 1_000],
      deadlocks: [found.deadlocks, 0],
    });
    figures.push(line);
  }
  const mutant = await testEnv.withMutant({ without: "one order of locks" }, (mutantEnv) => runRush(mutantEnv, 60));
  return [
    ...figures,
    reportMutant("the one order in which stock is locked", mutant.deadlocks > 0, `${mutant.deadlocks} deadlocks`),
  ];
}

export const shuffledOrders: Fault = { id: "F14", name: "orders with shuffled variants", run };
