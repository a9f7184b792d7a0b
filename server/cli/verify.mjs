// `npm run verify`: format, lint, names, boundaries, dead code, types, unit and integration tests.
import { pathToFileURL } from "node:url";
import { ensureInstalled, run, say, tool } from "./steps.mjs";

/** Runs every check; `report` is where vitest writes its own count. Resolves to the names of those that failed. */
export async function verify(report) {
  const checks = [
    ["format and lint", () => tool("biome", ["check", "--error-on-warnings"])],
    ["file names", () => run(process.execPath, ["server/cli/vocabulary.mjs"])],
    ["types", () => tool("tsc", ["--noEmit"])],
    ["types of the drawing code", () => tool("tsc", ["--noEmit", "-p", "components/art"])],
    [
      "boundaries",
      () => tool("depcruise", ["--config", "dependency-cruiser.cjs", "app", "components", "server", "db", "e2e"]),
    ],
    ["dead code", () => tool("knip", [])],
    [
      "unit and integration tests",
      () => tool("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]),
    ],
  ];
  const failed = [];
  for (const [name, check] of checks) {
    say(`\n── ${name}`);
    if ((await check()) !== 0) failed.push(name);
  }
  return failed;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const failed = await verify("test-results/vitest.json");
  if (failed.length > 0) say(`\nFailed: ${failed.join(", ")}`);
  process.exit(failed.length > 0 ? 1 : 0);
}
