import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: ["{server,components,db,e2e}/**/*.test.{ts,tsx}"],
    globalSetup: "db/testing/cluster.ts",
    setupFiles: "db/testing/database.ts",
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
