import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const files = ["components", "db", "e2e", "server"].flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .map((file) => `${room}/${file}`),
);
const isPlain = (file: string) =>
  file.startsWith("components/") ||
  file.endsWith("rules.test.ts") ||
  /^server\/cli\/(install|check-commits|check-migrations|node-versions)\.test\.ts$/.test(file);
/** Those that change the process (its environment, its modules, its clock) have one of their own. */
const isAlone = (file: string) =>
  /process\.env|vi\.(mock|stub|resetModules|useFake)/.test(readFileSync(path.join(root, file), "utf8"));
const onDatabase = { globalSetup: "server/testing/cluster.ts", setupFiles: "server/testing/database.ts" };
const project = (name: string, include: string[], more: object) => ({
  extends: true as const,
  test: { name, include, ...more },
});
const plain = files.filter(isPlain);
const alone = files.filter((file) => !isPlain(file) && isAlone(file));
const shared = files.filter((file) => !plain.includes(file) && !alone.includes(file));

/** Starting a process for a file takes longer than most of their tests: what keeps nothing between files shares one. */
export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      project("plain", plain, { isolate: false }),
      project("shared", shared, { isolate: false, ...onDatabase }),
      project("alone", alone, onDatabase),
    ],
  },
});
