import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const place = mkdtempSync(path.join(tmpdir(), "selvedge-clone-"));
afterAll(() => rmSync(place, { recursive: true, force: true, maxRetries: 5 }), 300_000);

test("a new clone installs the lockfile's packages with an empty cache, and stays unchanged", {
  timeout: 600_000,
}, () => {
  const clone = path.join(place, "clone");
  const env = { ...process.env, npm_config_cache: path.join(place, "cache") };
  const run = (command: string, args: string[], cwd = clone) =>
    execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  run("git", ["clone", "--quiet", "--no-hardlinks", root, clone], place);
  const install = `import("./server/cli/steps.mjs").then((steps) => steps.ensureInstalled())`;
  expect(run(process.execPath, ["-e", install])).toContain("npm ci");
  expect(existsSync(path.join(clone, "node_modules/.bin/next"))).toBe(true);
  expect(run("git", ["status", "--porcelain"])).toBe("");
  // Only once for one lockfile.
  expect(run(process.execPath, ["-e", install])).toBe("");
});
