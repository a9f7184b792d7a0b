// `npm test`: everything CI runs, on a fresh checkout too. Ends with one line that adds up the runners' own reports.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { cutFrom, ensureBuilt, ensureChromium, ensureInstalled, ensurePrograms, say } from "./steps.mjs";
import { testJourneys } from "./test-journeys.mjs";
import { testSecurity } from "./test-security.mjs";
import { verify } from "./verify.mjs";

const unitReport = "test-results/vitest.json";
const browserReport = "test-results/playwright.json";
const securityReport = "test-results/security.json";
const securityLog = "test-results/security.log";

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

await ensureInstalled();
const chromium = await ensureChromium();
await ensurePrograms(["redis-server"]);
mkdirSync("test-results", { recursive: true });
for (const file of [unitReport, browserReport, securityReport, securityLog]) rmSync(file, { force: true });

const failed = await verify(unitReport);
await ensureBuilt();
say("\n── browser journeys, and beside them the matrix and the attacks, most of which wait");
const [journeys, securityCode] = await Promise.all([
  testJourneys(chromium, browserReport),
  testSecurity(chromium, [], securityLog),
]);
say("\n── security: matrix and attacks");
process.stdout.write(readFileSync(securityLog));
if (journeys.code !== 0) failed.push(`browser journeys\n${cutFrom(journeys.output, /^ +1\) /m)}`);
if (securityCode !== 0) failed.push("security");

const unit = read(unitReport) ?? { numPassedTests: 0, numFailedTests: 0 };
const browser = read(browserReport)?.stats ?? { expected: 0, flaky: 0, unexpected: 0, skipped: 0 };
const security = read(securityReport) ?? { passed: 0, failed: 0 };
if (browser.skipped > 0 || unit.numPendingTests > 0) failed.push("a test was skipped");
const passedCount = unit.numPassedTests + browser.expected + browser.flaky + security.passed;
const failedCount = unit.numFailedTests + browser.unexpected + security.failed;
for (const reason of failed) say(`\nFailed: ${reason}`);
say(`\n${passedCount} passed, ${failedCount} failed`);
process.exit(failed.length > 0 || failedCount > 0 ? 1 : 0);
