// `npm run test:journeys [-- FILE]`: the browser journeys against a production build.
import { pathToFileURL } from "node:url";
import { bin, capture, ensureBuilt, ensureChromium, ensureInstalled } from "./steps.mjs";

/** Runs the journeys on what is built; their counts are written to `report`. Resolves to their exit code and output. */
export const testJourneys = (chromium, report, names = []) =>
  capture(bin("playwright"), ["test", "--reporter=list,json", ...names], {
    shown: true,
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const chromium = await ensureChromium();
  await ensureBuilt();
  const { code } = await testJourneys(chromium, "test-results/playwright.json", process.argv.slice(2));
  process.exit(code);
}
