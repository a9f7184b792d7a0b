// `npm run test:security [-- NAME]`: the authorisation matrix and the attacks against a production build.
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureChromium, ensureInstalled, tool } from "./steps.mjs";

/**
 * Runs the suite on the current build, shown or `beside` (see `run`); resolves to its exit code. Its counts are in
 * test-results/security.json.
 */
export const testSecurity = (chromium, names = [], beside = "") =>
  tool("vitest", ["run", "--config", "e2e/security/vitest.config.ts", ...names], { CHROMIUM_PATH: chromium }, beside);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const chromium = await ensureChromium();
  await ensureBuilt();
  process.exit(await testSecurity(chromium, process.argv.slice(2)));
}
