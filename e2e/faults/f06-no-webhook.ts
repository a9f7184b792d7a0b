import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { eachOf, payAt } from "./shoppers";
import { caught, type Fault, type Line } from "./fault";
import { type House, sleep, until } from "./test-env";
import { paidOnce, standingOf, waitingOrders } from "./paid-orders";

/** Everybody pays and nobody is told; how long it takes until the last of them is placed (ms). */
async function silence(house: House, count: number, withinMs: number) {
  house.stripe.webhooks.setMode("lose");
  const orders = await waitingOrders(house, count);
  await eachOf(orders, 10, (o) => payAt(o.url));
  const placed = async () => (await standingOf(orders)).filter(paidOnce).length;
  const took = await until("all are placed", async () => (await placed()) === count, withinMs).catch(() => withinMs);
  return { placed: await placed(), took: Math.round(took / 1000) };
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const { placed, took } = await silence(house, 50, 90_000);
  const real = {
    what: "50 payments that no webhook told of",
    figure: `${placed} of 50 placed, the last after ${took} s (≤ 60)`,
    pass: placed === 50 && took <= 60,
  };
  const twin = await house.twin({ without: "reconciler" }, async (inTwin) => {
    const found = await silence(inTwin, 5, 1_000);
    await db().execute(sql`update clock_offset set shift = interval '60 seconds'`);
    await sleep(15_000);
    return found.placed;
  });
  return [real, caught("the reconciler", twin === 0, `${twin} of 5 placed after a minute`)];
}

export const noWebhook: Fault = { id: "F6", name: "the webhook never arrives", run };
