import postgres from "postgres";
import { eachOf, payAt } from "../shoppers";
import { type House, until } from "../test-env";
import { type Batch, batchSize, placed } from "./batch";
import { heardAll, lockedOut } from "./kill-points";

const completed = "checkout.session.completed";

/** Everybody has paid, and the webhooks that say so are held. Gives their ids. */
async function paidAndHeld(house: House, batch: Batch): Promise<string[]> {
  const { webhooks } = house.stripe;
  webhooks.setMode("hold");
  webhooks.held.length = 0;
  for (const { data } of await placed(house, batch)) await payAt(data.url);
  return webhooks.held.filter((e) => e.type === completed).map((e) => e.id);
}

const deliverAll = (house: House, ids: string[]) => Promise.all(ids.map((id) => house.stripe.webhooks.deliver([id])));

/** The money is being written down when the process dies; half of the webhooks come again, the rest is found out. */
export async function webhookBeforeCommit(house: House, batch: Batch): Promise<void> {
  const ids = await paidAndHeld(house, batch);
  const door = await lockedOut(house, "order_event");
  const sent = deliverAll(house, ids);
  try {
    batch.inFlight = await door.waiting(batchSize);
  } finally {
    await house.server.kill();
    await door.open();
  }
  await sent;
  await house.start();
  await deliverAll(house, ids.slice(0, batchSize / 2));
}

/** The money is written down, Stripe hears nothing of it and tells all of it again. */
export async function webhookAfterCommit(house: House, batch: Batch): Promise<void> {
  const ids = await paidAndHeld(house, batch);
  house.toServer.rule = () => "swallow";
  const listener = postgres(house.url, { max: 1, onnotice: () => {} });
  const taken = await heardAll(listener, "payment", "new.status = 'captured' and old.status <> 'captured'", batchSize);
  const sent = deliverAll(house, ids);
  try {
    await taken.all;
  } finally {
    await house.server.kill();
    await taken.end();
  }
  house.toServer.open();
  await sent;
  await house.start();
  await deliverAll(house, ids);
  await deliverAll(house, ids);
}

/** Everybody gives the parcel back before it is packed; Stripe has sent the money, and nobody hears of it. */
export async function refundMade(house: House, batch: Batch): Promise<void> {
  batch.refunded = true;
  house.stripe.webhooks.setMode("now");
  const answers = await placed(house, batch);
  await eachOf(answers, 10, (a) => payAt(a.data.url));
  const parcelOf = async (n: number) => {
    const { cookie } = batch.buyers[n] ?? { cookie: "" };
    const { data } = await house.api.query("orders.get", { cookie, input: { orderId: answers[n]?.data.orderId } });
    return data?.status === "received" ? { cookie, orderId: data.id, fulfilmentId: data.fulfilments[0].id } : null;
  };
  await until("all are placed", async () => (await Promise.all(answers.map((_, n) => parcelOf(n)))).every(Boolean));
  // A refund that nobody heard of must not be told by its webhook either.
  house.stripe.webhooks.setMode("lose");
  house.toStripe.rule = (m, p) => (m === "POST" && p === "/v1/refunds" ? "swallow" : "pass");
  for (const [n] of answers.entries()) {
    const parcel = await parcelOf(n);
    if (!parcel) throw new Error("no parcel to give back");
    const { cookie, ...input } = parcel;
    const { status, code } = await house.api.mutate("orders.cancelParcel", { cookie, input });
    if (status !== 200) throw new Error(`not given back: ${code}`);
  }
  await house.toStripe.atLeast(batchSize);
  await house.server.kill();
  house.toStripe.open();
}
