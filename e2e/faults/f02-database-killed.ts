import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { openSql } from "@/server/testing/sql";
import { compareFigures, type Fault, type ResultLine } from "./fault";
import { dataDir, sleep, type TestEnv, waitUntil } from "./test-env";
import { startTraffic } from "./traffic";

const outageMs = 20_000;

/** How many of these orders stand in the database. */
export async function countPresent(orders: Set<string>): Promise<number> {
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from customer_order where id::text in (select jsonb_array_elements_text(${JSON.stringify([...orders])}::text::jsonb))`,
  );
  return row?.n ?? -1;
}

/** The moment at which the database takes connections again. */
async function waitUntilBack(url: string): Promise<number> {
  await waitUntil("PostgreSQL is back", async () => {
    const probe = openSql(url);
    const ok = await probe`select 1`.then(
      () => true,
      () => false,
    );
    await probe.end();
    return ok;
  });
  return performance.now();
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  const { pid } = await testEnv.start();
  const people = await startTraffic(testEnv);
  await sleep(3_000);
  const before = people.orders.size;
  process.kill(testEnv.postmaster(), "SIGKILL");
  const killed = performance.now();
  await sleep(outageMs);
  const started = performance.now();
  testEnv.cluster = await startEmbedded(`${dataDir}/pg`, { port: testEnv.cluster.port });
  const at = await waitUntilBack(testEnv.url);
  await waitUntil("the shop is ready", async () => (await fetch(`${testEnv.server.url}/readyz`)).ok, 60_000);
  const readyMs = Math.round(performance.now() - at);
  await waitUntil(
    "somebody orders again",
    () => people.between(at, Number.POSITIVE_INFINITY).some((h) => h.kind === "order" && h.status === 200),
    60_000,
  );
  const orderedMs = Math.round(performance.now() - at);
  await sleep(3_000);
  await people.stop();
  const meanwhile = people.between(killed + 500, started);
  const retryAfterCount = meanwhile.filter((h) => h.status === 503 && h.retryAfter).length;
  const later = people.between(at + 5_000, Number.POSITIVE_INFINITY).filter((h) => h.status !== 200).length;
  return [
    compareFigures(
      `away for ${outageMs / 1000} s under traffic`,
      { "503 with Retry-After": [retryAfterCount, meanwhile.length] },
      meanwhile.length ? "" : "nobody asked",
    ),
    {
      what: "back",
      figure: `ready ${readyMs} ms, first order ${orderedMs} ms after it (≤ 5,000), same process ${testEnv.server.alive() && testEnv.server.pid === pid}`,
      pass: readyMs <= 5_000 && orderedMs <= 5_000 && testEnv.server.alive(),
    },
    compareFigures(
      "orders that were acknowledged",
      { "still there": [await countPresent(people.orders), people.orders.size], "refused 5 s later": [later, 0] },
      `${before} before, ${people.orders.size - before} after`,
    ),
  ];
}

export const databaseKilled: Fault = { id: "F2", name: "PostgreSQL killed with SIGKILL", run };
