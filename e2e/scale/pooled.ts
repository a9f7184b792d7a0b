import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { resolveEmbeddedDataDir, startEmbedded } from "@/db/embedded";
import { findFreePort } from "@/e2e/bench/server";
import { openSql } from "@/server/testing/sql";
import { startPooler } from "./pooler";
import type { Line } from "./restart";

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

type Counts = { passed: number; failed: number; log: string };

/** Runs a tool of node_modules/.bin that writes its report as JSON; returns it and where its output is. */
function runReported<T>(name: string, [command = "", ...args]: string[], env: object): { report: T; log: string } {
  const [file, log] = [`test-results/pooled-${name}.json`, `test-results/pooled-${name}.log`];
  mkdirSync("test-results", { recursive: true });
  rmSync(file, { force: true });
  const out = openSync(log, "w");
  spawnSync(`node_modules/.bin/${command}`, args, {
    stdio: ["ignore", out, out],
    env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  closeSync(out);
  return { report: JSON.parse(readFileSync(file, "utf8")) as T, log };
}

function runRaces(env: object): Counts {
  const args = ["run", "--reporter=default", "--reporter=json", "--outputFile.json=test-results/pooled-races.json"];
  type Report = { numPassedTests: number; numTotalTests: number };
  const { report, log } = runReported<Report>("races", ["vitest", ...args, ...listRaces()], env);
  return { passed: report.numPassedTests, failed: report.numTotalTests - report.numPassedTests, log };
}

function runJourneys(env: object): Counts {
  const args = ["test", "--reporter=list,json", ...listJourneys()];
  type Report = { stats: { expected: number; flaky: number; unexpected: number; skipped: number } };
  const { report, log } = runReported<Report>("journeys", ["playwright", ...args], env);
  const { expected, flaky, unexpected, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + skipped, log };
}

type Pooled = { pooler: Awaited<ReturnType<typeof startPooler>>; direct: string };

/** Debian's PgBouncer in transaction mode before a cluster of its own, whose role has the settings of docs/operate.md. */
async function runBehindPooler(what: "races" | "journeys", run: (pooled: Pooled) => Promise<Counts>): Promise<Line[]> {
  const dataDir = `.data/pooled-${what}`;
  const pg = resolveEmbeddedDataDir(`${dataDir}/pg`);
  for (const dir of [dataDir, pg, `${pg}-password`]) rmSync(dir, { recursive: true, force: true });
  const cluster = await startEmbedded(`${dataDir}/pg`);
  const pooler = await startPooler(cluster.url);
  try {
    const admin = openSql(cluster.url);
    const settings = { statement_timeout: "15s", lock_timeout: "5s", "pg_trgm.word_similarity_threshold": "0.5" };
    for (const [name, value] of Object.entries(settings))
      await admin.run(`alter role current_user set ${name} = '${value}'`);
    await admin.end();
    const { passed, failed, log } = await run({ pooler, direct: cluster.url });
    const transactions = await pooler.countTransactions();
    return [
      { what, figure: `${passed} passed, ${failed} failed (${log})`, pass: passed > 0 && failed === 0 },
      { what: "transactions through it", figure: String(transactions), pass: transactions > 1_000 },
    ];
  } finally {
    await pooler.stop();
    await cluster.stop();
  }
}

/** What several want at once, with everything but what DATABASE_DIRECT_URL is for going through the pooler. */
export const runPooledRaces = (): Promise<Line[]> =>
  runBehindPooler("races", async ({ pooler, direct }) =>
    runRaces({ STATEMENTS: "unnamed", TEST_DATABASE_URL: direct, TEST_POOLER_URL: pooler.url }),
  );

/** The browser journeys through the pooler. */
export const runPooledJourneys = (): Promise<Line[]> =>
  runBehindPooler("journeys", async ({ pooler, direct }) =>
    runJourneys({
      STATEMENTS: "unnamed",
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: direct,
      E2E_PORT: String(await findFreePort()),
    }),
  );
