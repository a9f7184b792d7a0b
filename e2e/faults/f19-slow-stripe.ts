import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Buyer, buyersWith, eachOf, placeBy, quoteOf } from "./shoppers";
import type { Answer } from "./api-client";
import { caught, type Fault, type Line, percentile } from "./fault";
import { type House, sleep } from "./test-env";
import { shelf } from "./stocked-store";

const atOnce = 20;

/** Four people look around for a while; how long their answers take (p95, ms), and how many were no answer. */
async function browsing(house: House, forMs: number): Promise<{ p95: number; failed: number }> {
  const end = performance.now() + forMs;
  const seen: Answer[] = [];
  const look = async () => {
    while (performance.now() < end) {
      seen.push(await house.api.query("catalogue.list", { input: {} }));
      await sleep(20);
    }
  };
  await Promise.all([look(), look(), look(), look()]);
  return {
    p95: percentile(
      seen.map((a) => a.ms),
      0.95,
    ),
    failed: seen.filter((a) => a.status !== 200).length,
  };
}

/** The most connections that waited inside a transaction for something other than the database, until `stop`. */
function idleInTransaction() {
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
async function slowStripe(house: House) {
  const { variants } = await shelf(1_000, atOnce);
  const buyers = await buyersWith(400, (n) => [{ variantId: variants[n % atOnce] ?? "" }]);
  // Goods of their own, so that nobody waits for another's shelf; the first ones warm the server up.
  const hashes = await eachOf(buyers.slice(0, atOnce), 5, (by) => quoteOf(house, by));
  const order = (n: number) => placeBy(house, buyers[n] as Buyer, hashes[n % atOnce]);
  let next = 0;
  for (; next < atOnce * 2; next++) await order(next);
  await browsing(house, 1_000);
  const before = await browsing(house, 4_000);
  house.stripe.faults.delayMs = 30_000;
  const over = { now: false };
  const told: Answer[] = [];
  const orders = Array.from({ length: atOnce }, async () => {
    while (!over.now && next < buyers.length) told.push(await order(next++));
  });
  const idle = idleInTransaction();
  await sleep(1_000);
  const during = await browsing(house, 6_000);
  over.now = true;
  await Promise.all(orders);
  house.stripe.faults.delayMs = 0;
  const unreachable = told.filter((a) => a.code === "PAYMENT_UNREACHABLE").length;
  return {
    before,
    during,
    told,
    unreachable,
    slowest: Math.round(Math.max(...told.map((a) => a.ms))),
    idle: await idle(),
  };
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const { before, during, told, unreachable, slowest, idle } = await slowStripe(house);
  const [last] = (await buyersWith(1, () => [])) as [Buyer];
  const alive = await house.api.query("cart.current", { cookie: last.cookie });
  const lines: Line[] = [
    {
      what: "browsing meanwhile",
      figure: `p95 ${during.p95} ms (${before.p95} before; ≤ 2 ×), ${during.failed} failed`,
      pass: during.p95 <= 2 * before.p95 && during.failed === 0,
    },
    {
      what: `${atOnce} checkouts at a time`,
      figure: `${unreachable} of ${told.length} told that the payment service does not answer, the slowest after ${slowest} ms (≤ 3,000)`,
      pass: unreachable === told.length && slowest <= 3_000,
    },
    { what: "database connections held over the call", figure: `${idle}`, pass: idle === 0 && alive.status === 200 },
  ];
  const twin = await house.twin({ without: "calls outside of transactions", workers: false }, slowStripe);
  return [...lines, caught("calls kept out of transactions", twin.idle > 0, `${twin.idle} connections held`)];
}

export const slowStripeFault: Fault = { id: "F19", name: "Stripe takes 30 s over every answer", run };
