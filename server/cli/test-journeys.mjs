// `npm run test:journeys [-- FILE]`: the browser journeys against a production build.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bin, capture, ensureBuilt, ensureChromium, ensureInstalled } from "./steps.mjs";

/** They mostly wait for screens, so two halves run side by side, each with a server and a database of its own. */
const halves = [1, 2];
const firstPort = Number(process.env.E2E_PORT ?? 4300);
const reportOf = (half) => `test-results/playwright-${half}.json`;

const runPlaywright = (chromium, args, env = {}) =>
  capture(bin("playwright"), ["test", ...args], { shown: true, env: { CHROMIUM_PATH: chromium, ...env } });

async function runHalf(chromium, half) {
  const report = reportOf(half);
  rmSync(report, { force: true });
  const { code, output } = await runPlaywright(chromium, ["--reporter=list,json", `--shard=${half}/${halves.length}`], {
    E2E_PORT: String(firstPort + half - 1),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).stats : null;
  return { code: stats ? code : code || 1, output, stats };
}

/**
 * Runs all journeys on what is built. Resolves to whether all passed, the output of the halves that failed, and the
 * counts of Playwright's reports.
 */
export async function testJourneys(chromium) {
  const done = await Promise.all(halves.map((half) => runHalf(chromium, half)));
  const sum = (name) => done.reduce((total, { stats }) => total + (stats?.[name] ?? 0), 0);
  const failed = done.filter(({ code }) => code !== 0);
  return {
    passed: failed.length === 0,
    output: failed.map(({ output }) => output),
    stats: { passed: sum("expected") + sum("flaky"), failed: sum("unexpected"), skipped: sum("skipped") },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const chromium = await ensureChromium();
  await ensureBuilt();
  const names = process.argv.slice(2);
  const passed =
    names.length > 0 ? (await runPlaywright(chromium, names)).code === 0 : (await testJourneys(chromium)).passed;
  process.exit(passed ? 0 : 1);
}
