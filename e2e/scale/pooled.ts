import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { resolveEmbeddedDataDir, startEmbedded } from "@/db/embedded";
import { findFreePort } from "@/e2e/bench/server";
import { openSql } from "@/server/testing/sql";
import { startPooler } from "./pooler";
import type { Line } from "./restart";

const dataDir = ".data/pooled";

/** Tests in which several want the same at once, on PostgreSQL's own locks. */
const listRaces = (): string[] =>
  [
    ...readdirSync("server", { recursive: true, encoding: "utf8" })
      .filter((file) => /(^|[-/])race\.test\.ts$/.test(file))
      .map((file) => `server/${file}`),
    "server/cart/commands.test.ts",
    "server/operations/push.test.ts",
    "server/orders/place.test.ts",
    "server/orders/pickup/commands.test.ts",
    "server/payments/webhook/commands.test.ts",
    "server/inventory/commands.test.ts",
    "server/queue/worker.test.ts",
    "e2e/faults/two-processes.test.ts",
  ].sort();

/** These start servers of their own on the embedded database. */
const ownServers = ["import.spec.ts", "start.spec.ts"];
const listJourneys = (): string[] =>
  readdirSync("e2e/journeys").filter((file) => file.endsWith(".spec.ts") && !ownServers.includes(file));

type Counts = { passed: number; failed: number; told: string };

/** Runs a tool of node_modules/.bin that writes its report as JSON to `report`. */
function runReported<T>(
  command: string,
  args: string[],
  { report, env }: { report: string; env: object },
): [T, string] {
  rmSync(report, { force: true });
  const { stdout, stderr } = spawnSync(`node_modules/.bin/${command}`, args, {
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return [JSON.parse(readFileSync(report, "utf8")) as T, `${stdout}${stderr}`];
}

function runRaces(env: object): Counts {
  const report = "test-results/pooled-races.json";
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...listRaces()];
  type Report = { numPassedTests: number; numTotalTests: number };
  const [{ numPassedTests, numTotalTests }, told] = runReported<Report>("vitest", args, { report, env });
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests, told };
}

function runJourneys(env: object): Counts {
  const report = "test-results/pooled-journeys.json";
  const args = ["test", "--reporter=list,json", ...listJourneys()];
  type Report = { stats: { expected: number; flaky: number; unexpected: number; skipped: number } };
  const [{ stats }, told] = runReported<Report>("playwright", args, {
    report,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped, told };
}

function toLine(what: string, { passed, failed, told }: Counts): Line {
  if (failed > 0) process.stdout.write(told);
  return { what, figure: `${passed} passed, ${failed} failed`, pass: passed > 0 && failed === 0 };
}

/**
 * Race tests and browser journeys with Debian's PgBouncer in transaction mode before a cluster of their own: everything
 * but what DATABASE_DIRECT_URL is for goes through it.
 */
export async function runBehindPooler(): Promise<Line[]> {
  const pg = resolveEmbeddedDataDir(`${dataDir}/pg`);
  for (const dir of [dataDir, pg, `${pg}-password`]) rmSync(dir, { recursive: true, force: true });
  const cluster = await startEmbedded(`${dataDir}/pg`);
  const pooler = await startPooler(cluster.url);
  const unnamed = { STATEMENTS: "unnamed" };
  try {
    const admin = openSql(cluster.url);
    for (const [name, value] of Object.entries({ statement_timeout: "15s", lock_timeout: "5s" }))
      await admin.run(`alter role current_user set ${name} = '${value}'`);
    await admin.run(`alter role current_user set pg_trgm.word_similarity_threshold = 0.5`);
    await admin.end();
    const races = runRaces({ ...unnamed, TEST_DATABASE_URL: cluster.url, TEST_POOLER_URL: pooler.url });
    const journeys = runJourneys({
      ...unnamed,
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: cluster.url,
      E2E_PORT: String(await findFreePort()),
    });
    const transactions = await pooler.countTransactions();
    return [
      toLine("race tests", races),
      toLine("browser journeys", journeys),
      { what: "transactions through it", figure: String(transactions), pass: transactions > 10_000 },
    ];
  } finally {
    await pooler.stop();
    await cluster.stop();
  }
}
