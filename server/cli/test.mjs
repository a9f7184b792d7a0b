// `npm test`: everything CI runs, on a fresh checkout too. Ends with one line that adds up the runners' own reports.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { ensureBuilt, ensureChromium, ensureInstalled, say, tool } from "./steps.mjs";
import { testSecurity } from "./test-security.mjs";
import { verify } from "./verify.mjs";

const unitReport = "test-results/vitest.json";
const securityReport = "test-results/security.json";
const browserReports = ["test-results/playwright.json", "test-results/playwright-beside.json"];
const besideLog = "test-results/beside.log";
// Journeys that run after the attacks, while the others still run: so that both ends take about the same time.
const beside = ["start", "story", "waiting-list"];

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

await ensureInstalled();
const chromium = await ensureChromium();
mkdirSync("test-results", { recursive: true });
for (const file of [unitReport, securityReport, besideLog, ...browserReports]) rmSync(file, { force: true });

/** Runs journeys on a server and database of their own; resolves to the exit code. */
const testJourneys = (names, port, report, to) =>
  tool(
    "playwright",
    ["test", "--reporter=list,json", ...names.map((name) => `e2e/journeys/${name}.spec.ts`)],
    { CHROMIUM_PATH: chromium, E2E_PORT: port, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    to,
  );

const failed = await verify(unitReport);
await ensureBuilt();
say("\n── browser journeys, and beside them the matrix and the attacks (most of both is waiting)");
const journeys = readdirSync("e2e/journeys").map((file) => file.replace(".spec.ts", ""));
const before = journeys.filter((name) => !beside.includes(name));
const [first, second] = await Promise.all([
  testJourneys(before, "4300", browserReports[0]),
  testSecurity(chromium, [], besideLog).then(async (code) => ({
    security: code,
    journeys: await testJourneys(beside, "4330", browserReports[1], besideLog),
  })),
]);
say("\n── security: matrix and attacks; the other browser journeys");
process.stdout.write(readFileSync(besideLog));
if (first !== 0 || second.journeys !== 0) failed.push("browser journeys");
if (second.security !== 0) failed.push("security");

const unit = read(unitReport) ?? { numPassedTests: 0, numFailedTests: 0 };
const none = { expected: 0, flaky: 0, unexpected: 0, skipped: 0 };
const browser = browserReports.map((report) => read(report)?.stats ?? none);
const security = read(securityReport) ?? { passed: 0, failed: 0 };
if (browser.some((b) => b.skipped > 0) || unit.numPendingTests > 0) failed.push("a test was skipped");
const passedCount = unit.numPassedTests + sum(browser.map((b) => b.expected + b.flaky)) + security.passed;
const failedCount = unit.numFailedTests + sum(browser.map((b) => b.unexpected)) + security.failed;
if (failed.length > 0) say(`\nFailed: ${failed.join(", ")}`);
say(`\n${passedCount} passed, ${failedCount} failed`);
process.exit(failed.length > 0 || failedCount > 0 ? 1 : 0);
