import { sql } from "drizzle-orm";
import postgres from "postgres";
import { db } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { exactly, type Fault, type Line } from "./fault";
import { dataDir, type House, sleep, until } from "./test-env";
import { traffic } from "./traffic";

const awayMs = 20_000;

/** How many of these orders stand in the database. */
export async function present(orders: Set<string>): Promise<number> {
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from customer_order where id::text in (select jsonb_array_elements_text(${JSON.stringify([...orders])}::text::jsonb))`,
  );
  return row?.n ?? -1;
}

/** The moment at which the database takes connections again. */
async function back(url: string): Promise<number> {
  await until("PostgreSQL is back", async () => {
    const probe = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    const ok = await probe`select 1`.then(
      () => true,
      () => false,
    );
    await probe.end({ timeout: 1 });
    return ok;
  });
  return performance.now();
}

async function run(house: House): Promise<Line[]> {
  const { pid } = await house.start();
  const people = await traffic(house);
  await sleep(3_000);
  const before = people.orders.size;
  process.kill(house.postmaster(), "SIGKILL");
  const killed = performance.now();
  await sleep(awayMs);
  const started = performance.now();
  house.cluster = await startEmbedded(`${dataDir}/pg`, { port: house.cluster.port });
  const at = await back(house.url);
  await until("the shop is ready", async () => (await fetch(`${house.server.url}/readyz`)).ok, 60_000);
  const readyMs = Math.round(performance.now() - at);
  await until(
    "somebody orders again",
    () => people.between(at, Number.POSITIVE_INFINITY).some((h) => h.kind === "order" && h.status === 200),
    60_000,
  );
  const orderedMs = Math.round(performance.now() - at);
  await sleep(3_000);
  await people.stop();
  const meanwhile = people.between(killed + 500, started);
  const polite = meanwhile.filter((h) => h.status === 503 && h.retryAfter).length;
  const later = people.between(at + 5_000, Number.POSITIVE_INFINITY).filter((h) => h.status !== 200).length;
  return [
    exactly(
      `away for ${awayMs / 1000} s under traffic`,
      { "503 with Retry-After": [polite, meanwhile.length] },
      meanwhile.length ? "" : "nobody asked",
    ),
    {
      what: "back",
      figure: `ready ${readyMs} ms, first order ${orderedMs} ms after it (≤ 5,000), same process ${house.server.alive() && house.server.pid === pid}`,
      pass: readyMs <= 5_000 && orderedMs <= 5_000 && house.server.alive(),
    },
    exactly(
      "orders that were acknowledged",
      { "still there": [await present(people.orders), people.orders.size], "refused 5 s later": [later, 0] },
      `${before} before, ${people.orders.size - before} after`,
    ),
  ];
}

export const databaseKilled: Fault = { id: "F2", name: "PostgreSQL killed with SIGKILL", run };
