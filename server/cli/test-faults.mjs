// `npm run test:faults [-- F4 F10] [--processes 2]`: each fault against real processes and a PostgreSQL of its own, as a table.
import { ensureChromium, ensureFaketime, ensureInstalled, tool } from "./steps.mjs";

await ensureInstalled();
const chromium = await ensureChromium();
const library = await ensureFaketime();
process.exit(
  await tool("tsx", ["e2e/faults/run.ts", ...process.argv.slice(2)], {
    FAKETIME_LIBRARY: library,
    CHROMIUM_PATH: chromium,
  }),
);
