import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { openHouse } from "./house";
import { startLoad } from "./load";
import type { StartedProxy } from "./proxies";

/** One line of the table: what was done, what came of it, and whether that is what must be. */
export type Line = { what: string; figure: string; pass: boolean };
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
  const { requests, slowest, failures, lost, gaps, behind } = await load.stop();
  const longest = Math.round(Math.max(0, ...gaps));
  return [
    {
      what: "failed requests",
      figure: `${failures.length} of ${requests}, slowest ${slowest} ms ${[...new Set(failures)].join(", ")}`,
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

/** The figures of a rolling restart of four processes behind a proxy that `start` starts. */
export async function restartBehind(
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
