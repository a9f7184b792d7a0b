import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { ApiAnswer } from "./api-client";
import { computePercentile, type Fault, type ResultLine, reportMutant } from "./fault";
import { createShoppers, type FaultShopper, getQuoteHash, mapConcurrently, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { sleep, type TestEnv } from "./test-env";

const atOnce = 20;

/** Four shoppers browse for a while; returns the latency (p95, ms) and the number of failures. */
async function browse(testEnv: TestEnv, forMs: number): Promise<{ p95: number; failed: number }> {
  const end = performance.now() + forMs;
  const seen: ApiAnswer[] = [];
  const browseOnce = async () => {
    while (performance.now() < end) {
      seen.push(await testEnv.api.query("catalogue.list", { input: {} }));
      await sleep(20);
    }
  };
  await Promise.all([browseOnce(), browseOnce(), browseOnce(), browseOnce()]);
  return {
    p95: computePercentile(
      seen.map((a) => a.ms),
      0.95,
    ),
    failed: seen.filter((a) => a.status !== 200).length,
  };
}

/** The most connections that waited inside a transaction for something other than the database, until `stop`. */
function watchIdleInTransaction() {
  const state = { most: 0, over: false };
  const looking = (async () => {
    while (!state.over) {
      const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '300 ms'`);
      state.most = Math.max(state.most, row?.n ?? 0);
      await sleep(100);
    }
  })();
  return async () => {
    state.over = true;
    await looking;
    return state.most;
  };
}

/** Twenty people at a time press the button that orders while Stripe takes 30 s over each answer. */
async function runSlowStripe(testEnv: TestEnv) {
  const { variants } = await createStockedStore(1_000, atOnce);
  const shoppers = await createShoppers(400, (n) => [{ variantId: variants[n % atOnce] ?? "" }]);
  // Variants of their own, so that nobody waits for another's stock lock; the first ones warm the server up.
  const hashes = await mapConcurrently(shoppers.slice(0, atOnce), 5, (by) => getQuoteHash(testEnv, by));
  const order = (n: number) => placeOrder(testEnv, shoppers[n] as FaultShopper, hashes[n % atOnce]);
  let next = 0;
  for (; next < atOnce * 2; next++) await order(next);
  await browse(testEnv, 1_000);
  const before = await browse(testEnv, 4_000);
  testEnv.stripe.faults.delayMs = 30_000;
  const over = { now: false };
  const answers: ApiAnswer[] = [];
  const orders = Array.from({ length: atOnce }, async () => {
    while (!over.now && next < shoppers.length) answers.push(await order(next++));
  });
  const idle = watchIdleInTransaction();
  await sleep(1_000);
  const during = await browse(testEnv, 6_000);
  over.now = true;
  await Promise.all(orders);
  testEnv.stripe.faults.delayMs = 0;
  const unreachable = answers.filter((a) => a.code === "PAYMENT_UNREACHABLE").length;
  return {
    before,
    during,
    told: answers,
    unreachable,
    slowest: Math.round(Math.max(...answers.map((a) => a.ms))),
    idle: await idle(),
  };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const { before, during, told: answers, unreachable, slowest, idle } = await runSlowStripe(testEnv);
  const [last] = (await createShoppers(1, () => [])) as [FaultShopper];
  const alive = await testEnv.api.query("cart.get", { cookie: last.cookie });
  const lines: ResultLine[] = [
    {
      what: "browsing meanwhile",
      figure: `p95 ${during.p95} ms (${before.p95} before; ≤ 2 ×), ${during.failed} failed`,
      pass: during.p95 <= 2 * before.p95 && during.failed === 0,
    },
    {
      what: `${atOnce} checkouts at a time`,
      figure: `${unreachable} of ${answers.length} told that the payment service does not answer, the slowest after ${slowest} ms (≤ 3,000)`,
      pass: unreachable === answers.length && slowest <= 3_000,
    },
    { what: "database connections held over the call", figure: `${idle}`, pass: idle === 0 && alive.status === 200 },
  ];
  const mutant = await testEnv.withMutant({ without: "calls outside of transactions", workers: false }, runSlowStripe);
  return [...lines, reportMutant("calls kept out of transactions", mutant.idle > 0, `${mutant.idle} connections held`)];
}

export const slowStripeFault: Fault = { id: "F19", name: "Stripe takes 30 s over every answer", run };
