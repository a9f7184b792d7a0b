import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { closeDb, db } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { schemaV } from "@/server/operations/format.rules";
import { buyer } from "@/server/testing/orders";
import { compareFigures, type Fault, type ResultLine } from "./fault";
import { isPaidOnce, listOrderStates, placeUnpaidOrders } from "./paid-orders";
import { createShoppers, type FaultShopper, mapConcurrently, payOnPage } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { dataDir, sleep, type TestEnv, waitUntil } from "./test-env";

const library = process.env.FAKETIME_LIBRARY;
const buildFaketimeEnv = (by: string): Record<string, string> => ({
  LD_PRELOAD: library ?? "",
  FAKETIME: by,
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
  FAKETIME_NO_CACHE: "1",
});

/**
 * Ten paid orders: webhook responses, how many are placed and after how long, how long their items are held
 * (minutes).
 */
async function placeTenOrders(testEnv: TestEnv) {
  const from = testEnv.stripe.webhooks.attempts.length;
  testEnv.stripe.webhooks.setMode("now");
  const orders = await placeUnpaidOrders(testEnv, 10, 5);
  await mapConcurrently(orders, 5, (o) => payOnPage(o.url));
  const placed = async () => (await listOrderStates(orders)).filter(isPaidOnce).length;
  const took = await waitUntil("all are placed", async () => (await placed()) === 10, 75_000).catch(() => 75_000);
  const [row] = await db().execute<{
    n: number;
  }>(sql`select round(extract(epoch from max(expires_at - created_at)) / 60)::int as n
    from customer_order where id = ${orders[0]?.orderId ?? ""}::uuid`);
  const statuses = testEnv.stripe.webhooks.attempts.slice(from).map((a) => a.status);
  return {
    placed: await placed(),
    took: Math.round(took / 1000),
    kept: row?.n ?? -1,
    refused: statuses.filter((s) => s === 400).length,
  };
}

/** PostgreSQL stopped and started again with another clock. */
async function restartCluster(testEnv: TestEnv, clock: Record<string, string>): Promise<void> {
  await testEnv.server.kill();
  await closeDb();
  await testEnv.cluster.stop();
  const before = { ...process.env };
  Object.assign(process.env, clock);
  try {
    testEnv.cluster = await startEmbedded(`${dataDir}/pg`, { port: testEnv.cluster.port });
  } finally {
    for (const name of Object.keys(clock)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The application's clock alone is off: nothing is decided by it. */
async function runApplicationOff(testEnv: TestEnv, by: string): Promise<ResultLine> {
  await testEnv.start({ env: buildFaketimeEnv(by) });
  const { placed, kept, refused } = await placeTenOrders(testEnv);
  return compareFigures(`the application's clock ${by}`, {
    placed: [placed, 10],
    "webhooks refused": [refused, 0],
    "minutes kept": [kept, 40],
  });
}

/** The server's clock is off: Stripe's signatures look too old or too new, and the reconciler finds the payments. */
async function runServerOff(testEnv: TestEnv, by: string): Promise<ResultLine> {
  await restartCluster(testEnv, buildFaketimeEnv(by));
  const from = readFileSync(`${dataDir}/server.log`, "utf8").length;
  await testEnv.start({ env: buildFaketimeEnv(by) });
  const { placed, took, kept, refused } = await placeTenOrders(testEnv);
  const alerts = readFileSync(`${dataDir}/server.log`, "utf8").slice(from).split('"alert":"clock_offset"').length - 1;
  const figures = compareFigures(
    `the whole server's clock ${by}`,
    { placed: [placed, 10], "minutes kept": [kept, 40] },
    `${refused} webhooks refused, ${alerts} alerts, last placed after ${took} s (≤ 60)`,
  );
  return { ...figures, pass: figures.pass && refused > 0 && alerts > 0 && took <= 60 };
}

/** A device whose clock is off asks for a pickup out of its queue; for how long it is kept (minutes from now). */
async function measureHold(testEnv: TestEnv, by: FaultShopper, off: number): Promise<number> {
  const { variantId, storeId } = await createStockedStore(5);
  const args = {
    key: randomUUID(),
    storeId,
    lines: [{ variantId, quantity: 1 }],
    contact: { name: "Leyla", contact: buyer.email },
  };
  const op = { name: "request.pickup", args, mid: 1, scope: by.shopperId, baseVersion: 0, at: Date.now() + off };
  const input = { clientId: randomUUID(), schemaV, ops: [op], cursors: [] };
  const { data } = await testEnv.api.mutate("sync.push", { cookie: by.cookie, input });
  if (data?.results?.[0]?.outcome !== "applied") throw new Error(`not applied: ${JSON.stringify(data)?.slice(0, 200)}`);
  const [row] = await db().execute<{
    n: number;
  }>(sql`select round(extract(epoch from expires_at - created_at) / 60)::int as n
    from pickup where shopper_id = ${by.shopperId}`);
  return row?.n ?? -1;
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const shoppers = await createShoppers(3, () => []);
  const hours = 3_600_000;
  const [right = 0, fast = 0, slow = 0] = await mapConcurrently(shoppers, 1, (by, n) =>
    measureHold(testEnv, by, [0, 3 * hours, -3 * hours][n] ?? 0),
  );
  const device = {
    what: "a device's clock ± 3 h",
    figure: `kept ${right}, ${fast}, ${slow} minutes`,
    pass: Math.abs(right - fast) <= 1 && Math.abs(right - slow) <= 1,
  };
  if (!library)
    return [device, { what: "the server's clock ± 6 min", figure: "libfaketime is not installed", pass: null }];
  const lines: ResultLine[] = [device];
  try {
    for (const by of ["+6m", "-6m"]) lines.push(await runApplicationOff(testEnv, by));
    for (const by of ["+6m", "-6m"]) lines.push(await runServerOff(testEnv, by));
  } finally {
    await restartCluster(testEnv, {});
    await sleep(100);
  }
  return lines;
}

export const clocks: Fault = { id: "F8", name: "clocks that are off", run };
