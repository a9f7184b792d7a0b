import path from "node:path";
import { defineConfig } from "vitest/config";

// They keep nothing between files and need no database: one process runs them all.
const plain = ["components/**/*.test.{ts,tsx}", "server/**/*rules.test.ts"];

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "plain", include: plain, isolate: false } },
      {
        extends: true,
        test: {
          name: "database",
          include: ["{server,db,e2e}/**/*.test.{ts,tsx}"],
          exclude: plain,
          globalSetup: "db/testing/cluster.ts",
          setupFiles: "db/testing/database.ts",
        },
      },
    ],
  },
});
