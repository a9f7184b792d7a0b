import { readFileSync } from "node:fs";
import type { BenchServer } from "./server";

const seconds = Number(process.env.BENCH_SECONDS ?? 6);

/** Rounds to two decimals: what the clock can tell. */
export const round = (n: number): number => Math.round(n * 100) / 100;

/** The value below which `share` of the samples lie. */
export function computePercentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

const summarize = (samples: number[]) => ({
  p50_ms: computePercentile(samples, 0.5),
  p95_ms: computePercentile(samples, 0.95),
  p99_ms: computePercentile(samples, 0.99),
});

/** A closed loop: each worker starts its next operation when the last one ended. One second of warming up is not counted. */
export async function runClosedLoop(workers: (() => Promise<number>)[]) {
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
  return { operations: samples.length, rps: round(samples.length / seconds), ...summarize(samples) };
}

/** As `runClosedLoop`, with the statements that the database counted per operation (session checks and sweeps included). */
export async function runCountedLoop(shop: BenchServer, workers: (() => Promise<number>)[]) {
  let done = 0;
  const counted = workers.map((work) => async () => {
    const ms = await work();
    done++;
    return ms;
  });
  const before = await countStatements(shop);
  const cpu = readCpuMs(shop);
  const { operations: _, ...figures } = await runClosedLoop(counted);
  const after = await countStatements(shop);
  const used = readCpuMs(shop);
  return {
    ...figures,
    sql_per_op: round((after - before) / done),
    server_cpu_ms_per_op: round((used.server - cpu.server) / done),
    database_cpu_ms_per_op: round((used.database - cpu.database) / done),
  };
}

/** Processor time of a process (ms); the clock ticks 100 times a second on Linux. Not a number elsewhere. */
export function readProcessMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** What server and database have used of the processor: says on a busy machine what a quiet one could do. */
function readCpuMs({ pid, postmasterPid }: BenchServer) {
  const children = readFileSync(`/proc/${postmasterPid}/task/${postmasterPid}/children`, "utf8").trim().split(" ");
  const database = children.reduce((sum, child) => sum + readProcessMs(Number(child)), 0);
  return { server: readProcessMs(pid), database };
}

async function countStatements({ sql }: BenchServer): Promise<number> {
  const [row] = await sql<{ calls: number }>`select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
    where query not like '%pg_stat_statements%'`;
  return row?.calls ?? 0;
}
