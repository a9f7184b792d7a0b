// `npm run test:scale [-- haproxy nginx]`: four server processes behind each of Debian's proxies, restarted one after
// another under load, as a table. Ends with 1 when one misses.
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { openHouse } from "./house";
import { startLoad } from "./load";
import { type StartedProxy, startHaproxy, startNginx } from "./proxies";

type Line = { what: string; figure: string; pass: boolean };
type House = Awaited<ReturnType<typeof openHouse>>;

const countConnections = async (): Promise<number> =>
  (
    await db().execute<{ n: number }>(
      sql`select count(*)::int as n from pg_stat_activity where backend_type = 'client backend'`,
    )
  )[0]?.n ?? -1;

/** Replaces the four processes one after another while shoppers are at work. */
async function restartUnderLoad(house: House, proxy: StartedProxy): Promise<Line[]> {
  const load = await startLoad(proxy.url);
  let connections = 0;
  for (const process of house.processes) {
    await process.stop();
    await process.start();
    connections = Math.max(connections, await countConnections());
  }
  const { requests, failures, lost, gaps, behind } = await load.stop();
  const longest = Math.round(Math.max(0, ...gaps));
  return [
    {
      what: "failed requests",
      figure: `${failures.length} of ${requests} ${[...new Set(failures)].join(", ")}`,
      pass: failures.length === 0,
    },
    { what: "acknowledged changes that are lost", figure: String(lost), pass: lost === 0 },
    { what: "streams behind at the end", figure: String(behind), pass: behind === 0 },
    {
      what: "streams back",
      figure: `${gaps.length} times, after ${longest} ms at most (≤ 1000)`,
      pass: gaps.length > 0 && longest <= 1_000,
    },
    { what: "connections at the most", figure: `${connections} of 120`, pass: connections < 110 },
  ];
}

async function restartBehind(
  start: (ports: number[]) => Promise<StartedProxy>,
  env: Record<string, string> = {},
): Promise<Line[]> {
  const house = await openHouse(env);
  try {
    const proxy = await start(house.processes.map(({ port }) => port));
    try {
      return await restartUnderLoad(house, proxy);
    } finally {
      await proxy.stop();
    }
  } finally {
    await house.close();
  }
}

const parts: Record<string, () => Promise<Line[]>> = {
  haproxy: () => restartBehind(startHaproxy),
  nginx: () => restartBehind(startNginx),
};

const asked = process.argv.slice(2);
const chosen = Object.entries(parts).filter(([name]) => asked.length === 0 || asked.includes(name));
if (chosen.length === 0) throw new Error(`there are ${Object.keys(parts).join(", ")}`);
let missed = 0;
for (const [name, run] of chosen) {
  process.stdout.write(`\n${name}\n`);
  const lines = await run().catch((err): Line[] => [{ what: "the run itself", figure: String(err), pass: false }]);
  for (const { what, figure, pass } of lines) {
    process.stdout.write(`   ${what} → ${figure} → ${pass ? "pass" : "MISS"}\n`);
    if (!pass) missed++;
  }
}
process.stdout.write(`\n${missed === 0 ? "all withstood" : `${missed} missed`}\n`);
process.exit(missed > 0 ? 1 : 0);
