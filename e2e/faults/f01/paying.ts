import { mapConcurrently, payOnPage } from "../shoppers";
import { type TestEnv, waitUntil } from "../test-env";
import { type Batch, batchSize, placeAllOrThrow } from "./batch";
import { lockTable, waitForNotifications } from "./kill-points";

const completed = "checkout.session.completed";

/** Everybody has paid, and the webhooks that say so are held. Gives their ids. */
async function payAndHoldWebhooks(testEnv: TestEnv, batch: Batch): Promise<string[]> {
  const { webhooks } = testEnv.stripe;
  webhooks.setMode("hold");
  webhooks.held.length = 0;
  for (const { data } of await placeAllOrThrow(testEnv, batch)) await payOnPage(data.url);
  return webhooks.held.filter((e) => e.type === completed).map((e) => e.id);
}

const deliverWebhooks = (testEnv: TestEnv, ids: string[]) =>
  Promise.all(ids.map((id) => testEnv.stripe.webhooks.deliver([id])));

/** The money is being written down when the process dies; half of the webhooks come again, the rest is found out. */
export async function webhookBeforeCommit(testEnv: TestEnv, batch: Batch): Promise<void> {
  const ids = await payAndHoldWebhooks(testEnv, batch);
  const tableLock = await lockTable(testEnv, "order_event");
  const sent = deliverWebhooks(testEnv, ids);
  try {
    batch.inFlight = await tableLock.waiting(batchSize);
  } finally {
    await testEnv.server.kill();
    await tableLock.open();
  }
  await sent;
  await testEnv.start();
  await deliverWebhooks(testEnv, ids.slice(0, batchSize / 2));
}

/** The payment is recorded, Stripe gets no response and sends the event again. */
export async function webhookAfterCommit(testEnv: TestEnv, batch: Batch): Promise<void> {
  const ids = await payAndHoldWebhooks(testEnv, batch);
  testEnv.toServer.rule = () => "swallow";
  const taken = await waitForNotifications(
    testEnv.url,
    "payment",
    "new.status = 'captured' and old.status <> 'captured'",
    batchSize,
  );
  const sent = deliverWebhooks(testEnv, ids);
  try {
    await taken.all;
  } finally {
    await testEnv.server.kill();
    await taken.end();
  }
  testEnv.toServer.open();
  await sent;
  await testEnv.start();
  await deliverWebhooks(testEnv, ids);
  await deliverWebhooks(testEnv, ids);
}

/** Everybody cancels the shipment before it is packed; Stripe has refunded, and its response is lost. */
export async function killAfterRefund(testEnv: TestEnv, batch: Batch): Promise<void> {
  batch.refunded = true;
  testEnv.stripe.webhooks.setMode("now");
  const answers = await placeAllOrThrow(testEnv, batch);
  await mapConcurrently(answers, 10, (a) => payOnPage(a.data.url));
  const findShipment = async (n: number) => {
    const { cookie } = batch.shoppers[n] ?? { cookie: "" };
    const { data } = await testEnv.api.query("orders.get", { cookie, input: { orderId: answers[n]?.data.orderId } });
    return data?.status === "received" ? { cookie, orderId: data.id, fulfilmentId: data.fulfilments[0].id } : null;
  };
  await waitUntil("all are placed", async () =>
    (await Promise.all(answers.map((_, n) => findShipment(n)))).every(Boolean),
  );
  // The webhook of a refund with a lost response is held too.
  testEnv.stripe.webhooks.setMode("lose");
  testEnv.toStripe.rule = (m, p) => (m === "POST" && p === "/v1/refunds" ? "swallow" : "pass");
  for (const [n] of answers.entries()) {
    const shipment = await findShipment(n);
    if (!shipment) throw new Error("no parcel to give back");
    const { cookie, ...input } = shipment;
    const { status, code } = await testEnv.api.mutate("orders.cancelShipment", { cookie, input });
    if (status !== 200) throw new Error(`not given back: ${code}`);
  }
  await testEnv.toStripe.atLeast(batchSize);
  await testEnv.server.kill();
  testEnv.toStripe.open();
}
