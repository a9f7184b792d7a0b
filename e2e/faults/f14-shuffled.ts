import { buyersWith, eachOf, placeBy } from "./shoppers";
import { caught, deadlocks, exactly, type Fault, type Line } from "./fault";
import type { House } from "./test-env";
import { shelf } from "./stocked-store";

const shuffled = <T>(list: T[]): T[] =>
  list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Orders of four of eight variants each, in any order, delivered and picked up. */
async function rush(house: House, orders: number) {
  const { variants, storeId } = await shelf(orders * 2, 8);
  const all = await buyersWith(orders, (n) =>
    shuffled(variants)
      .slice(0, 4)
      .map((variantId) => (n % 2 ? { variantId, storeId } : { variantId })),
  );
  const before = await deadlocks();
  const answers = await eachOf(all, 100, (by) => placeBy(house, by));
  return { placed: answers.filter((a) => a.status === 200).length, deadlocks: (await deadlocks()) - before };
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const found = await rush(house, 1_000);
  const figures = exactly("1,000 orders of 4 of 8 variants, 100 at once", {
    placed: [found.placed, 1_000],
    deadlocks: [found.deadlocks, 0],
  });
  const twin = await house.twin({ without: "one order of locks" }, (inTwin) => rush(inTwin, 60));
  return [figures, caught("the one order in which stock is locked", twin.deadlocks > 0, `${twin.deadlocks} deadlocks`)];
}

export const shuffledOrders: Fault = { id: "F14", name: "orders with shuffled variants", run };
