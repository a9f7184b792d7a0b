import type { Shop } from "./shop";

const seconds = Number(process.env.BENCH_SECONDS ?? 6);

/** Rounds to two decimals: what the clock can tell. */
export const round = (n: number): number => Math.round(n * 100) / 100;

/** The value below which `share` of the samples lie. */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

export const spread = (samples: number[]) => ({
  p50_ms: percentile(samples, 0.5),
  p95_ms: percentile(samples, 0.95),
  p99_ms: percentile(samples, 0.99),
});

/** A closed loop: each worker starts its next operation when the last one ended. One second of warming up is not counted. */
export async function closedLoop(workers: (() => Promise<number>)[]) {
  const samples: number[] = [];
  const begin = performance.now() + 1_000;
  const end = begin + seconds * 1_000;
  await Promise.all(
    workers.map(async (work) => {
      while (performance.now() < end) {
        const ms = await work();
        const now = performance.now();
        if (now > begin && now < end) samples.push(ms);
      }
    }),
  );
  return { operations: samples.length, rps: round(samples.length / seconds), ...spread(samples) };
}

/** As `closedLoop`, with the statements that the database counted per operation (session checks and sweeps included). */
export async function countedLoop(shop: Shop, workers: (() => Promise<number>)[]) {
  let done = 0;
  const counted = workers.map((work) => async () => {
    const ms = await work();
    done++;
    return ms;
  });
  const before = await statements(shop);
  const { operations: _, ...figures } = await closedLoop(counted);
  return { ...figures, sql_per_op: round(((await statements(shop)) - before) / done) };
}

async function statements({ sql }: Shop): Promise<number> {
  const [row] = await sql`select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
    where query not like '%pg_stat_statements%'`;
  return row?.calls ?? 0;
}
