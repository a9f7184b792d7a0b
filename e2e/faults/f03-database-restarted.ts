import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { buyer } from "@/server/testing/orders";
import { type Buyer, buyersWith } from "./shoppers";
import { present } from "./f02-database-killed";
import { exactly, type Fault, type Line } from "./fault";
import { dataDir, type House, sleep, until } from "./test-env";
import { listen } from "./stream";
import { traffic } from "./traffic";

type Screen = { by: Buyer; stream: ReturnType<typeof listen> };

/** Each shopper types on another device; in how many ms all screens show it. Throws after 15 s. */
async function shownMs(house: House, screens: Screen[], mark: string): Promise<number> {
  const began = performance.now();
  for (const { by } of screens) {
    const input = { ...buyer, name: mark };
    await until(
      "it is kept",
      async () => (await house.api.mutate("checkout.saveDraft", { cookie: by.cookie, input })).status === 200,
      15_000,
    );
  }
  await until("all screens show it", () => screens.every((s) => s.stream.state.text.includes(mark)), 15_000);
  return Math.round(performance.now() - began);
}

/** Whether the shop does without its pool's lost connections: from 5 s after `at` everything is answered. */
const refusedAfter = (people: Awaited<ReturnType<typeof traffic>>, at: number) =>
  people.between(at + 5_000, Number.POSITIVE_INFINITY).filter((h) => h.status !== 200).length;

async function run(house: House): Promise<Line[]> {
  const { pid } = await house.start();
  const people = await traffic(house);
  const shoppers = await buyersWith(20, () => []);
  const screens = shoppers.map((by) => ({ by, stream: listen(() => house.server.url, by.cookie) }));
  await until("all streams stand", () => screens.every((s) => s.stream.state.opened > 0));
  const quiet = await shownMs(house, screens, "before");
  const [gone] = await db().execute<{ n: number }>(sql`select count(pg_terminate_backend(pid))::int as n
    from pg_stat_activity where application_name = 'selvedge' and pid <> pg_backend_pid() and datname = current_database()`);
  const cut = performance.now();
  const healed = await shownMs(house, screens, "after the cut");
  await sleep(6_000);
  const afterCut = refusedAfter(people, cut);
  await house.cluster.stop();
  await sleep(2_000);
  house.cluster = await startEmbedded(`${dataDir}/pg`, { port: house.cluster.port });
  const restarted = performance.now();
  const again = await shownMs(house, screens, "after the restart");
  await sleep(6_000);
  await people.stop();
  for (const s of screens) s.stream.close();
  const same = house.server.alive() && house.server.pid === pid ? 1 : 0;
  return [
    {
      what: `${gone?.n} connections terminated`,
      figure: `20 streams show a change in ${healed} ms (${quiet} before; ≤ 5,000)`,
      pass: healed <= 5_000,
    },
    { what: "PostgreSQL restarted", figure: `20 streams show a change in ${again} ms (≤ 5,000)`, pass: again <= 5_000 },
    exactly(
      "the pool",
      {
        "refused 5 s after the cut": [afterCut, 0],
        "5 s after the restart": [refusedAfter(people, restarted), 0],
        "same process": [same, 1],
      },
      "no LISTEN to re-arm: hints stay in the process, a sweep each 5 s finds lost ones",
    ),
    exactly("orders that were acknowledged", { "still there": [await present(people.orders), people.orders.size] }),
  ];
}

export const databaseRestarted: Fault = { id: "F3", name: "PostgreSQL restarted, connections cut", run };
