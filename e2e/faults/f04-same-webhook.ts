import { createMutantApply, noEventId, noStateGuard } from "./applied-by";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { isPaidOnce, listOrderStates, placeUnpaidOrders, type UnpaidOrder } from "./paid-orders";
import { mapConcurrently, payOnPage } from "./shoppers";
import type { TestEnv } from "./test-env";

const copies = 20;

/** Everybody pays, and the event that says so is held; the events, in the order of `orders`. */
export async function payAndHoldEvents(testEnv: Pick<TestEnv, "stripe">, orders: UnpaidOrder[]) {
  const { webhooks } = testEnv.stripe;
  webhooks.setMode("hold");
  webhooks.held.length = 0;
  await mapConcurrently(orders, 10, (o) => payOnPage(o.url));
  const completed = webhooks.held.filter((e) => e.type === "checkout.session.completed");
  return orders.map((o) => {
    const found = completed.find(
      (e) => (e.data.object as { client_reference_id?: string }).client_reference_id === o.orderId,
    );
    if (!found) throw new Error("no event of an order");
    return found;
  });
}

async function mutant(testEnv: TestEnv, left: Parameters<typeof createMutantApply>[0]) {
  const orders = await placeUnpaidOrders(testEnv, 5);
  const events = await payAndHoldEvents(testEnv, orders);
  const apply = createMutantApply(left);
  await mapConcurrently(orders, 5, async (o, n) => {
    const event = { id: events[n]?.id ?? "", type: "checkout.session.completed" };
    await Promise.allSettled(Array.from({ length: copies }, () => apply(o, event)));
  });
  const wrong = (await listOrderStates(orders)).filter((o) => !isPaidOnce(o));
  return { wrong: wrong.length, refunds: wrong.reduce((sum, o) => sum + o.refunds, 0) };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  // No reconciler: what webhooks do is theirs alone.
  await testEnv.start({ workers: false });
  const orders = await placeUnpaidOrders(testEnv, 50);
  const events = await payAndHoldEvents(testEnv, orders);
  const statuses = await mapConcurrently(events, 2, (e) => testEnv.stripe.webhooks.deliver([e.id], { copies }));
  const good = statuses.flat().filter((s) => s !== null && s >= 200 && s < 300).length;
  const once = (await listOrderStates(orders)).filter(isPaidOnce).length;
  const lines = [
    compareFigures(`50 events, ${copies} times each at once`, {
      "one effect": [once, 50],
      "2xx answers": [good, 50 * copies],
    }),
  ];
  const both = await testEnv.withMutant({ workers: false }, (mutantEnv) =>
    mutant(mutantEnv, { ...noEventId, ...noStateGuard }),
  );
  lines.push(
    reportMutant(
      "the event's id and the state's guard",
      both.wrong > 0,
      `${both.wrong} of 5 orders wrong, ${both.refunds} refunds of money that was owed`,
    ),
  );
  const one = await testEnv.withMutant({ workers: false }, (mutantEnv) => mutant(mutantEnv, noEventId));
  lines.push({
    what: "without the event's id alone",
    figure: `${one.wrong} of 5 wrong: the state's guard holds by itself`,
    pass: one.wrong === 0,
  });
  return lines;
}

export const sameWebhook: Fault = { id: "F4", name: "the same webhook 20 times at once", run };
