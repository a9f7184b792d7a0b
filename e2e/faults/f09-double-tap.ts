import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Buyer, buyersWith, eachOf, placeBy, quoteOf } from "./shoppers";
import { caught, exactly, type Fault, type Line } from "./fault";
import type { House } from "./test-env";
import { shelf } from "./stocked-store";

/** A tap twice (one key), two tabs (other keys), and once more by the back button; the ids that were given. */
async function everyWay(house: House, by: Buyer): Promise<string[]> {
  const hash = await quoteOf(house, by);
  const tab = () => ({ ...by, key: randomUUID() });
  const taps = [by, by, tab(), tab()].map((b) => placeBy(house, b, hash));
  const answers = [...(await Promise.all(taps)), await placeBy(house, tab(), hash)];
  return answers.map((a) => a.data?.orderId ?? `${a.status} ${a.code}`);
}

async function shoppers(house: House, count: number) {
  const { variantId } = await shelf(count * 5);
  const buyers = await buyersWith(count, () => [{ variantId }]);
  const given = await eachOf(buyers, 10, (by) => everyWay(house, by));
  const ids = sql.join(
    buyers.map((b) => sql`${b.shopperId}::uuid`),
    sql`, `,
  );
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from customer_order where shopper_id in (${ids})`,
  );
  return { made: row?.n ?? -1, same: given.filter((g) => new Set(g).size === 1).length };
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const { made, same } = await shoppers(house, 50);
  const real = exactly("5 taps each of 50 shoppers, 4 at once", { orders: [made, 50], "one id each": [same, 50] });
  const prepare = ["drop index customer_order_awaiting"];
  const twin = await house.twin({ prepare }, (inTwin) => shoppers(inTwin, 20));
  return [real, caught("the index of one awaiting order", twin.made > 20, `${twin.made} orders of 20 shoppers`)];
}

export const doubleTap: Fault = { id: "F9", name: "double tap, back button, two tabs", run };
