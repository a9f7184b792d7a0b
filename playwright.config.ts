import { defineConfig } from "@playwright/test";
import { resolveEmbeddedDataDir } from "./db/embedded";

const port = Number(process.env.E2E_PORT ?? 4300);
// Two runs on two ports stand side by side; e2e/test-env.ts reads it.
const dataDir = `.data/e2e-${port}`;
process.env.E2E_DATA_DIR = dataDir;
const chromium = process.env.CHROMIUM_PATH;

/** Browser journeys on a production build with a database of their own, seeded with the demo shop. */
export default defineConfig({
  testDir: "e2e/journeys",
  outputDir: `test-results/playwright/${port}`,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "en-GB",
    timezoneId: "Asia/Baku",
    // It fetches the whole shop into each new browser: for the journeys that are about it.
    serviceWorkers: "block",
    actionTimeout: 20_000,
    // A trace costs a quarter of the time: E2E_TRACE=1 keeps those of what failed.
    trace: process.env.E2E_TRACE ? { mode: "retain-on-failure", screenshots: false } : "off",
    // Without motion: the cores draw the pages themselves.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    // The cluster stands elsewhere when only root may enter the clone (see db/embedded.ts).
    command: `rm -rf ${dataDir} ${resolveEmbeddedDataDir(`${dataDir}/pg`)}* && node dist/main.mjs`,
    url: `http://127.0.0.1:${port}/readyz`,
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    env: { NODE_ENV: "production", PORT: String(port), DATA_DIR: dataDir, DEMO: "1", LOG_LEVEL: "warn" },
  },
});
