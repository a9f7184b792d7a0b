import { buyer } from "@/server/testing/orders";
import { applierWithout, noStateGuard } from "./applied-by";
import { eachOf, payAt } from "./shoppers";
import { caught, exactly, type Fault, type Line } from "./fault";
import type { House } from "./test-env";
import { type Order, paidOnce, standingOf, waitingOrders } from "./paid-orders";

function permutations<T>(list: T[]): T[][] {
  if (list.length < 2) return [list];
  return list.flatMap((item, i) => permutations(list.filter((_, k) => k !== i)).map((rest) => [item, ...rest]));
}

type Told = { id: string; type: string };

/** A card that is declined, then one that is taken: six events, held. Gives them in the order in which they happened. */
async function sixEvents(house: House, { orderId, url }: Order): Promise<Told[]> {
  const { held } = house.stripe.webhooks;
  const declined = new URLSearchParams({
    number: "4000000000000002",
    email: buyer.email,
    name: "A",
    expiry: "12 / 40",
    cvc: "123",
  });
  await fetch(url, { method: "POST", body: declined, redirect: "manual" });
  await payAt(url);
  const mine = held.filter((e) => JSON.stringify(e.data.object).includes(orderId));
  for (const event of mine) held.splice(held.indexOf(event), 1);
  return mine.map(({ id, type }) => ({ id, type }));
}

async function run(house: House): Promise<Line[]> {
  // No reconciler: what webhooks do is theirs alone.
  await house.start({ workers: false });
  house.stripe.webhooks.setMode("hold");
  house.stripe.webhooks.held.length = 0;
  const ways = permutations([0, 1, 2, 3, 4, 5]);
  const orders = await waitingOrders(house, ways.length);
  const counts = await eachOf(orders, 10, async (o, n) => {
    const events = await sixEvents(house, o);
    const ids = (ways[n] ?? []).flatMap((i) => events[i]?.id ?? []);
    const statuses = await house.stripe.webhooks.deliver(ids);
    return { events: events.length, good: statuses.filter((s) => s === 200).length };
  });
  const once = (await standingOf(orders)).filter(paidOnce).length;
  const events = counts.filter((c) => c.events === 6 && c.good === 6).length;
  const real = exactly("6 events of a declined, then paid order, in all orders", {
    "orders that end as Stripe says": [once, ways.length],
    "with 6 events taken": [events, ways.length],
  });
  const wrong = await house.twin({ workers: false }, async (inTwin) => {
    const some = await waitingOrders(inTwin, 24);
    const act = applierWithout(noStateGuard);
    await eachOf(some, 4, async (o, n) => {
      const told = await sixEvents(inTwin, o);
      for (const i of ways[n * 30] ?? []) await act(o, told[i] ?? { id: "", type: "" });
    });
    return (await standingOf(some)).filter((o) => !paidOnce(o)).length;
  });
  return [real, caught("the guard of a payment's state", wrong > 0, `${wrong} of 24 orders end otherwise`)];
}

export const anyOrder: Fault = { id: "F5", name: "webhooks out of order", run };
