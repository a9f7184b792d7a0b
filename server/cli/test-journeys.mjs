// `npm run test:journeys [-- FILE]`: the browser journeys against a production build.
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureChromium, ensureInstalled, tool } from "./steps.mjs";

/** Runs the journeys on what is built; their counts are written to `report`. Resolves to their exit code. */
export const testJourneys = (chromium, report, names = []) =>
  tool("playwright", ["test", "--reporter=list,json", ...names], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const chromium = await ensureChromium();
  await ensureBuilt();
  process.exit(await testJourneys(chromium, "test-results/playwright.json", process.argv.slice(2)));
}
