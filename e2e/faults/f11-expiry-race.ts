import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { voidOrder } from "@/server/orders/lifecycle/void";
import { cancelCheckoutSessionWith } from "@/server/payments/online/commands";
import { getPayment } from "@/server/payments/queries";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { isEndedUnpaid, isPaidOnce, listOrderStates, placeUnpaidOrders, type UnpaidOrder } from "./paid-orders";
import { mapConcurrently, payOnPage } from "./shoppers";
import { sleep, type TestEnv, waitUntil } from "./test-env";

type End = (orderId: string) => Promise<unknown>;

/** Each is paid and ended at about the same moment; whether the page took the money. */
async function runRace(orders: UnpaidOrder[], end: End): Promise<boolean[]> {
  return mapConcurrently(orders, 16, async ({ orderId, url }) => {
    const [status] = await Promise.all([
      sleep(Math.random() * 80).then(() => payOnPage(url)),
      sleep(Math.random() * 12).then(() => end(orderId).catch(() => {})),
    ]);
    return status === 303;
  });
}

/** Ends a payment without having the provider end its page. */
const endWithoutAsking: End = async (orderId) => {
  const [p] = await db().execute<{ id: string }>(sql`select id from payment where order_id = ${orderId}`);
  const believe = cancelCheckoutSessionWith(async () => {
    const { amountMinor, currency } = await getPayment(p?.id ?? "");
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
  await believe(p?.id ?? "");
  await voidOrder(orderId, "expired");
};

/** Orders by what became of them, and how many of those stand as the page said. */
async function listOutcomes(orders: UnpaidOrder[], took: boolean[]) {
  const rows = new Map((await listOrderStates(orders)).map((o) => [o.id, o]));
  const of = orders.map((o, n) => ({ row: rows.get(o.orderId), paid: took[n] }));
  return {
    paid: of.filter(({ row, paid }) => row && paid && isPaidOnce(row)).length,
    ended: of.filter(({ row, paid }) => row && !paid && isEndedUnpaid(row)).length,
  };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  const count = 2_000;
  await testEnv.start();
  testEnv.stripe.webhooks.setMode("now");
  const orders = await placeUnpaidOrders(testEnv, count);
  const took = await runRace(orders, (id) => voidOrder(id, "expired"));
  const all = async () => {
    const { paid, ended } = await listOutcomes(orders, took);
    return paid + ended === count;
  };
  await waitUntil("all have ended", all, 60_000).catch(() => {});
  const { paid, ended } = await listOutcomes(orders, took);
  const real = compareFigures(
    "2,000 orders paid and expired at once",
    { "exactly one outcome": [paid + ended, count] },
    `${paid} paid, ${ended} ended`,
  );
  const mutant = await testEnv.withMutant({ workers: false }, async (mutantEnv) => {
    mutantEnv.stripe.webhooks.setMode("lose");
    const some = await placeUnpaidOrders(mutantEnv, 100);
    const money = await runRace(some, endWithoutAsking);
    const told = await listOutcomes(some, money);
    return 100 - told.paid - told.ended;
  });
  return [
    { ...real, pass: real.pass && paid > 0 && ended > 0 },
    reportMutant(
      "ending the page at the provider first",
      mutant > 0,
      `${mutant} of 100 ended although their money came`,
    ),
  ];
}

export const expiryRace: Fault = { id: "F11", name: "expiry races payment", run };
