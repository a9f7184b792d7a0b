import { applierWithout, noEventId, noStateGuard } from "./applied-by";
import { eachOf, payAt } from "./shoppers";
import { caught, exactly, type Fault, type Line } from "./fault";
import type { House } from "./test-env";
import { type Order, paidOnce, standingOf, waitingOrders } from "./paid-orders";

const copies = 20;

/** Everybody pays, and the event that says so is held; the events, in the order of `orders`. */
async function heldEvents(house: House, orders: Order[]) {
  const { webhooks } = house.stripe;
  webhooks.setMode("hold");
  webhooks.held.length = 0;
  await eachOf(orders, 10, (o) => payAt(o.url));
  const completed = webhooks.held.filter((e) => e.type === "checkout.session.completed");
  return orders.map((o) => {
    const found = completed.find(
      (e) => (e.data.object as { client_reference_id?: string }).client_reference_id === o.orderId,
    );
    if (!found) throw new Error("no event of an order");
    return found;
  });
}

async function twin(house: House, left: Parameters<typeof applierWithout>[0]) {
  const orders = await waitingOrders(house, 5);
  const events = await heldEvents(house, orders);
  const act = applierWithout(left);
  await eachOf(orders, 5, async (o, n) => {
    const event = { id: events[n]?.id ?? "", type: "checkout.session.completed" };
    await Promise.allSettled(Array.from({ length: copies }, () => act(o, event)));
  });
  const wrong = (await standingOf(orders)).filter((o) => !paidOnce(o));
  return { wrong: wrong.length, refunds: wrong.reduce((sum, o) => sum + o.refunds, 0) };
}

async function run(house: House): Promise<Line[]> {
  // No reconciler: what webhooks do is theirs alone.
  await house.start({ workers: false });
  const orders = await waitingOrders(house, 50);
  const events = await heldEvents(house, orders);
  const statuses = await eachOf(events, 2, (e) => house.stripe.webhooks.deliver([e.id], { copies }));
  const good = statuses.flat().filter((s) => s !== null && s >= 200 && s < 300).length;
  const once = (await standingOf(orders)).filter(paidOnce).length;
  const lines = [
    exactly(`50 events, ${copies} times each at once`, {
      "one effect": [once, 50],
      "2xx answers": [good, 50 * copies],
    }),
  ];
  const both = await house.twin({ workers: false }, (inTwin) => twin(inTwin, { ...noEventId, ...noStateGuard }));
  lines.push(
    caught(
      "the event's id and the state's guard",
      both.wrong > 0,
      `${both.wrong} of 5 orders wrong, ${both.refunds} refunds of money that was owed`,
    ),
  );
  const one = await house.twin({ workers: false }, (inTwin) => twin(inTwin, noEventId));
  lines.push({
    what: "without the event's id alone",
    figure: `${one.wrong} of 5 wrong: the state's guard holds by itself`,
    pass: one.wrong === 0,
  });
  return lines;
}

export const sameWebhook: Fault = { id: "F4", name: "the same webhook 20 times at once", run };
