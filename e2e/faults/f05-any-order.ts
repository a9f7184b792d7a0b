import { buyer } from "@/server/testing/orders";
import { createMutantApply, noStateGuard } from "./applied-by";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { isPaidOnce, listOrderStates, placeUnpaidOrders, type UnpaidOrder } from "./paid-orders";
import { mapConcurrently, payOnPage } from "./shoppers";
import type { TestEnv } from "./test-env";

function listPermutations<T>(list: T[]): T[][] {
  if (list.length < 2) return [list];
  return list.flatMap((item, i) => listPermutations(list.filter((_, k) => k !== i)).map((rest) => [item, ...rest]));
}

type ReportedEvent = { id: string; type: string };

/** A card that is declined, then one that is taken: six events, held. Gives them in the order in which they happened. */
async function produceSixEvents(testEnv: TestEnv, { orderId, url }: UnpaidOrder): Promise<ReportedEvent[]> {
  const { held } = testEnv.stripe.webhooks;
  const declined = new URLSearchParams({
    number: "4000000000000002",
    email: buyer.email,
    name: "A",
    expiry: "12 / 40",
    cvc: "123",
  });
  await fetch(url, { method: "POST", body: declined, redirect: "manual" });
  await payOnPage(url);
  const mine = held.filter((e) => JSON.stringify(e.data.object).includes(orderId));
  for (const event of mine) held.splice(held.indexOf(event), 1);
  return mine.map(({ id, type }) => ({ id, type }));
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  // No reconciler: what webhooks do is theirs alone.
  await testEnv.start({ workers: false });
  testEnv.stripe.webhooks.setMode("hold");
  testEnv.stripe.webhooks.held.length = 0;
  const ways = listPermutations([0, 1, 2, 3, 4, 5]);
  const orders = await placeUnpaidOrders(testEnv, ways.length);
  const counts = await mapConcurrently(orders, 10, async (o, n) => {
    const events = await produceSixEvents(testEnv, o);
    const ids = (ways[n] ?? []).flatMap((i) => events[i]?.id ?? []);
    const statuses = await testEnv.stripe.webhooks.deliver(ids);
    return { events: events.length, good: statuses.filter((s) => s === 200).length };
  });
  const once = (await listOrderStates(orders)).filter(isPaidOnce).length;
  const events = counts.filter((c) => c.events === 6 && c.good === 6).length;
  const real = compareFigures("6 events of a declined, then paid order, in all orders", {
    "orders that end as Stripe says": [once, ways.length],
    "with 6 events taken": [events, ways.length],
  });
  const wrong = await testEnv.withMutant({ workers: false }, async (mutantEnv) => {
    const some = await placeUnpaidOrders(mutantEnv, 24);
    const act = createMutantApply(noStateGuard);
    await mapConcurrently(some, 4, async (o, n) => {
      const told = await produceSixEvents(mutantEnv, o);
      for (const i of ways[n * 30] ?? []) await act(o, told[i] ?? { id: "", type: "" });
    });
    return (await listOrderStates(some)).filter((o) => !isPaidOnce(o)).length;
  });
  return [real, reportMutant("the guard of a payment's state", wrong > 0, `${wrong} of 24 orders end otherwise`)];
}

export const anyOrder: Fault = { id: "F5", name: "webhooks out of order", run };
