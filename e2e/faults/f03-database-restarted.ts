import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { buyer } from "@/server/testing/orders";
import { countPresent } from "./f02-database-killed";
import { compareFigures, type Fault, type ResultLine } from "./fault";
import { createShoppers, type FaultShopper } from "./shoppers";
import { openStream } from "./stream";
import { dataDir, sleep, type TestEnv, waitUntil } from "./test-env";
import { startTraffic } from "./traffic";

type Screen = { by: FaultShopper; stream: ReturnType<typeof openStream> };

/** Each shopper types on another device; in how many ms all screens show it. Throws after 15 s. */
async function measureShownMs(testEnv: TestEnv, screens: Screen[], mark: string): Promise<number> {
  const began = performance.now();
  for (const { by } of screens) {
    const input = { ...buyer, name: mark };
    await waitUntil(
      "it is kept",
      async () => (await testEnv.api.mutate("checkout.saveDraft", { cookie: by.cookie, input })).status === 200,
      15_000,
    );
  }
  await waitUntil("all screens show it", () => screens.every((s) => s.stream.state.text.includes(mark)), 15_000);
  return Math.round(performance.now() - began);
}

/** Whether the shop does without its pool's lost connections: from 5 s after `at` everything is answered. */
const countRefused = (people: Awaited<ReturnType<typeof startTraffic>>, at: number) =>
  people.between(at + 5_000, Number.POSITIVE_INFINITY).filter((h) => h.status !== 200).length;

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  const { pid } = await testEnv.start();
  const people = await startTraffic(testEnv);
  const shoppers = await createShoppers(20, () => []);
  const screens = shoppers.map((by) => ({ by, stream: openStream(() => testEnv.server.url, by.cookie) }));
  await waitUntil("all streams stand", () => screens.every((s) => s.stream.state.opened > 0));
  const quiet = await measureShownMs(testEnv, screens, "before");
  const [gone] = await db().execute<{ n: number }>(sql`select count(pg_terminate_backend(pid))::int as n
    from pg_stat_activity where application_name = 'selvedge' and pid <> pg_backend_pid() and datname = current_database()`);
  const cut = performance.now();
  const healed = await measureShownMs(testEnv, screens, "after the cut");
  await sleep(6_000);
  const afterCut = countRefused(people, cut);
  await testEnv.cluster.stop();
  await sleep(2_000);
  testEnv.cluster = await startEmbedded(`${dataDir}/pg`, { port: testEnv.cluster.port });
  const restarted = performance.now();
  const again = await measureShownMs(testEnv, screens, "after the restart");
  await sleep(6_000);
  await people.stop();
  for (const s of screens) s.stream.close();
  const same = testEnv.server.alive() && testEnv.server.pid === pid ? 1 : 0;
  return [
    {
      what: `${gone?.n} connections terminated`,
      figure: `20 streams show a change in ${healed} ms (${quiet} before; ≤ 5,000)`,
      pass: healed <= 5_000,
    },
    { what: "PostgreSQL restarted", figure: `20 streams show a change in ${again} ms (≤ 5,000)`, pass: again <= 5_000 },
    compareFigures(
      "the pool",
      {
        "refused 5 s after the cut": [afterCut, 0],
        "5 s after the restart": [countRefused(people, restarted), 0],
        "same process": [same, 1],
      },
      "no LISTEN to re-arm: hints stay in the process, a sweep each 5 s finds lost ones",
    ),
    compareFigures("orders that were acknowledged", {
      "still there": [await countPresent(people.orders), people.orders.size],
    }),
  ];
}

export const databaseRestarted: Fault = { id: "F3", name: "PostgreSQL restarted, connections cut", run };
