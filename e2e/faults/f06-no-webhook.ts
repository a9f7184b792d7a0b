import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Fault, type ResultLine, reportMutant } from "./fault";
import { isPaidOnce, listOrderStates, placeUnpaidOrders } from "./paid-orders";
import { mapConcurrently, payOnPage } from "./shoppers";
import { sleep, type TestEnv, waitUntil } from "./test-env";

/** Everybody pays without a webhook; returns the time until the last order is placed (ms). */
async function runWithoutWebhooks(testEnv: TestEnv, count: number, withinMs: number) {
  testEnv.stripe.webhooks.setMode("lose");
  const orders = await placeUnpaidOrders(testEnv, count);
  await mapConcurrently(orders, 10, (o) => payOnPage(o.url));
  const placed = async () => (await listOrderStates(orders)).filter(isPaidOnce).length;
  const took = await waitUntil("all are placed", async () => (await placed()) === count, withinMs).catch(
    () => withinMs,
  );
  return { placed: await placed(), took: Math.round(took / 1000) };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const { placed, took } = await runWithoutWebhooks(testEnv, 50, 90_000);
  const real = {
    what: "50 payments that no webhook told of",
    figure: `${placed} of 50 placed, the last after ${took} s (≤ 60)`,
    pass: placed === 50 && took <= 60,
  };
  const mutant = await testEnv.withMutant({ without: "reconciler" }, async (mutantEnv) => {
    const found = await runWithoutWebhooks(mutantEnv, 5, 1_000);
    await db().execute(sql`update clock_offset set shift = interval '60 seconds'`);
    await sleep(15_000);
    return found.placed;
  });
  return [real, reportMutant("the reconciler", mutant === 0, `${mutant} of 5 placed after a minute`)];
}

export const noWebhook: Fault = { id: "F6", name: "the webhook never arrives", run };
