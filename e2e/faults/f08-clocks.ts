import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { closeDb, db } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { buyer } from "@/server/testing/orders";
import { schemaV } from "@/server/operations/format.rules";
import { type Buyer, buyersWith, eachOf, payAt } from "./shoppers";
import { exactly, type Fault, type Line } from "./fault";
import { dataDir, type House, sleep, until } from "./test-env";
import { paidOnce, standingOf, waitingOrders } from "./paid-orders";
import { shelf } from "./stocked-store";

const library = process.env.FAKETIME_LIBRARY;
const faked = (by: string): Record<string, string> => ({
  ...{ LD_PRELOAD: library ?? "", FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: "1", FAKETIME_NO_CACHE: "1" },
});

/** Ten orders, paid: webhooks' answers, how many are placed and after how long, how long their pieces are kept (minutes). */
async function tenOrders(house: House) {
  const from = house.stripe.webhooks.attempts.length;
  house.stripe.webhooks.setMode("now");
  const orders = await waitingOrders(house, 10, 5);
  await eachOf(orders, 5, (o) => payAt(o.url));
  const placed = async () => (await standingOf(orders)).filter(paidOnce).length;
  const took = await until("all are placed", async () => (await placed()) === 10, 75_000).catch(() => 75_000);
  const [row] = await db().execute<{
    n: number;
  }>(sql`select round(extract(epoch from max(expires_at - created_at)) / 60)::int as n
    from customer_order where id = ${orders[0]?.orderId ?? ""}::uuid`);
  const statuses = house.stripe.webhooks.attempts.slice(from).map((a) => a.status);
  return {
    placed: await placed(),
    took: Math.round(took / 1000),
    kept: row?.n ?? -1,
    refused: statuses.filter((s) => s === 400).length,
  };
}

/** PostgreSQL stopped and started again with another clock. */
async function restartDatabase(house: House, clock: Record<string, string>): Promise<void> {
  await house.server.kill();
  await closeDb();
  await house.cluster.stop();
  const before = { ...process.env };
  Object.assign(process.env, clock);
  try {
    house.cluster = await startEmbedded(`${dataDir}/pg`, { port: house.cluster.port });
  } finally {
    for (const name of Object.keys(clock)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The application's clock alone is off: nothing is decided by it. */
async function applicationOff(house: House, by: string): Promise<Line> {
  await house.start({ env: faked(by) });
  const { placed, kept, refused } = await tenOrders(house);
  return exactly(`the application's clock ${by}`, {
    placed: [placed, 10],
    "webhooks refused": [refused, 0],
    "minutes kept": [kept, 40],
  });
}

/** The whole server's clock is off: Stripe's signatures look too old or of the future, and the reconciler finds the money. */
async function serverOff(house: House, by: string): Promise<Line> {
  await restartDatabase(house, faked(by));
  const from = readFileSync(`${dataDir}/server.log`, "utf8").length;
  await house.start({ env: faked(by) });
  const { placed, took, kept, refused } = await tenOrders(house);
  const alerts = readFileSync(`${dataDir}/server.log`, "utf8").slice(from).split('"alert":"clock_offset"').length - 1;
  const figures = exactly(
    `the whole server's clock ${by}`,
    { placed: [placed, 10], "minutes kept": [kept, 40] },
    `${refused} webhooks refused, ${alerts} alerts, last placed after ${took} s (≤ 60)`,
  );
  return { ...figures, pass: figures.pass && refused > 0 && alerts > 0 && took <= 60 };
}

/** A device whose clock is off asks for a pick-up out of its queue; for how long it is kept (minutes from now). */
async function keptFor(house: House, by: Buyer, off: number): Promise<number> {
  const { variantId, storeId } = await shelf(5);
  const args = {
    key: randomUUID(),
    storeId,
    lines: [{ variantId, quantity: 1 }],
    contact: { name: "Leyla", contact: buyer.email },
  };
  const op = { name: "wish.pickup", args, mid: 1, scope: by.shopperId, baseVersion: 0, at: Date.now() + off };
  const input = { clientId: randomUUID(), schemaV, ops: [op], cursors: [] };
  const { data } = await house.api.mutate("sync.push", { cookie: by.cookie, input });
  if (data?.results?.[0]?.outcome !== "applied") throw new Error(`not applied: ${JSON.stringify(data)?.slice(0, 200)}`);
  const [row] = await db().execute<{
    n: number;
  }>(sql`select round(extract(epoch from expires_at - created_at) / 60)::int as n
    from pickup where shopper_id = ${by.shopperId}`);
  return row?.n ?? -1;
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const buyers = await buyersWith(3, () => []);
  const hours = 3_600_000;
  const [right = 0, fast = 0, slow = 0] = await eachOf(buyers, 1, (by, n) =>
    keptFor(house, by, [0, 3 * hours, -3 * hours][n] ?? 0),
  );
  const device = {
    what: "a device's clock ± 3 h",
    figure: `kept ${right}, ${fast}, ${slow} minutes`,
    pass: Math.abs(right - fast) <= 1 && Math.abs(right - slow) <= 1,
  };
  if (!library)
    return [device, { what: "the server's clock ± 6 min", figure: "libfaketime is not installed", pass: null }];
  const lines: Line[] = [device];
  try {
    for (const by of ["+6m", "-6m"]) lines.push(await applicationOff(house, by));
    for (const by of ["+6m", "-6m"]) lines.push(await serverOff(house, by));
  } finally {
    await restartDatabase(house, {});
    await sleep(100);
  }
  return lines;
}

export const clocks: Fault = { id: "F8", name: "clocks that are off", run };
