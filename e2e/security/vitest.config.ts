import path from "node:path";
import { defineConfig } from "vitest/config";

/** The attacks and the authorisation matrix, one after another, against one production server (see test-env.ts). */
export default defineConfig({
  root: path.resolve(import.meta.dirname, "../.."),
  resolve: { alias: { "@": path.resolve(import.meta.dirname, "../..") } },
  test: {
    include: ["e2e/security/*.spec.ts"],
    globalSetup: "e2e/security/server.ts",
    setupFiles: "e2e/security/test-env.ts",
    reporters: ["./e2e/security/reporter.ts"],
    pool: "forks",
    maxWorkers: 1,
    isolate: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
