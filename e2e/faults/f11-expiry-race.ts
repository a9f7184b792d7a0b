import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { endOrder } from "@/server/orders/void";
import { orderReactions } from "@/server/orders/reactions";
import { endOnlineWith } from "@/server/payments/online/commands";
import { paymentOf } from "@/server/payments/queries";
import { eachOf, payAt } from "./shoppers";
import { caught, exactly, type Fault, type Line } from "./fault";
import { type House, sleep, until } from "./test-env";
import { endedUnpaid, type Order, paidOnce, standingOf, waitingOrders } from "./paid-orders";

type End = (orderId: string) => Promise<unknown>;

/** Each is paid and ended at about the same moment; whether the page took the money. */
async function race(orders: Order[], end: End): Promise<boolean[]> {
  return eachOf(orders, 16, async ({ orderId, url }) => {
    const [status] = await Promise.all([
      sleep(Math.random() * 80).then(() => payAt(url)),
      sleep(Math.random() * 12).then(() => end(orderId).catch(() => {})),
    ]);
    return status === 303;
  });
}

/** Ends a payment without having the provider end its page. */
const endUnasked: End = async (orderId) => {
  const [p] = await db().execute<{ id: string }>(sql`select id from payment where order_id = ${orderId}`);
  const believe = endOnlineWith(async () => {
    const { amountMinor, currency } = await paymentOf(p?.id ?? "");
    return {
      status: "expired",
      amountMinor,
      currency,
      orderId,
      paymentId: p?.id ?? "",
      intentRef: null,
      failure: null,
    };
  });
  await believe(p?.id ?? "", orderReactions);
  await endOrder(orderId, "expired");
};

/** Orders by what became of them, and how many of those stand as the page said. */
async function outcomes(orders: Order[], took: boolean[]) {
  const rows = new Map((await standingOf(orders)).map((o) => [o.id, o]));
  const of = orders.map((o, n) => ({ row: rows.get(o.orderId), paid: took[n] }));
  return {
    paid: of.filter(({ row, paid }) => row && paid && paidOnce(row)).length,
    ended: of.filter(({ row, paid }) => row && !paid && endedUnpaid(row)).length,
  };
}

async function run(house: House): Promise<Line[]> {
  const count = 2_000;
  await house.start();
  house.stripe.webhooks.setMode("now");
  const orders = await waitingOrders(house, count);
  const took = await race(orders, (id) => endOrder(id, "expired"));
  const all = async () => {
    const { paid, ended } = await outcomes(orders, took);
    return paid + ended === count;
  };
  await until("all have ended", all, 60_000).catch(() => {});
  const { paid, ended } = await outcomes(orders, took);
  const real = exactly(
    "2,000 orders paid and expired at once",
    { "exactly one outcome": [paid + ended, count] },
    `${paid} paid, ${ended} ended`,
  );
  const twin = await house.twin({ workers: false }, async (inTwin) => {
    inTwin.stripe.webhooks.setMode("lose");
    const some = await waitingOrders(inTwin, 100);
    const money = await race(some, endUnasked);
    const told = await outcomes(some, money);
    return 100 - told.paid - told.ended;
  });
  return [
    { ...real, pass: real.pass && paid > 0 && ended > 0 },
    caught("ending the page at the provider first", twin > 0, `${twin} of 100 ended although their money came`),
  ];
}

export const expiryRace: Fault = { id: "F11", name: "expiry races payment", run };
