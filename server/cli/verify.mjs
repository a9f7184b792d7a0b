// `npm run verify`: format, lint, names, boundaries, dead code, types, unit and integration tests.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { capture, ensureInstalled, root, say, tool } from "./steps.mjs";

const node = (script) => [process.execPath, [script]];
const bin = (name, ...args) => [path.join(root, "node_modules", ".bin", name), args];
/** Two rows of checks that stand side by side, since most of them use one core. */
const rows = [
  [
    ["types", bin("tsc", "--noEmit")],
    ["types of the drawing code", bin("tsc", "--noEmit", "-p", "server/app/demo/art")],
  ],
  [
    ["format and lint", bin("biome", "check", "--error-on-warnings")],
    ["names and rooms", node("server/cli/vocabulary.mjs")],
    ["own tables", node("server/cli/check-writes.mjs")],
    ["boundaries", bin("depcruise", "--config", "dependency-cruiser.cjs", "app", "components", "server", "db", "e2e")],
    ["dead code", bin("knip")],
  ],
];

/** Runs a row, each check's output in one piece; resolves to the names of those that failed. */
async function runRow(row) {
  const failed = [];
  for (const [name, [command, args]] of row) {
    const { code, output } = await capture(command, args);
    say(`\n── ${name}\n${output}`);
    if (code !== 0) failed.push(name);
  }
  return failed;
}

/** Runs every check; `report` is where vitest writes its own count. Resolves to the names of those that failed. */
export async function verify(report) {
  const failed = (await Promise.all(rows.map(runRow))).flat();
  say("\n── unit and integration tests");
  const tests = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  if ((await tool("vitest", tests)) !== 0) failed.push("unit and integration tests");
  return failed;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const failed = await verify("test-results/vitest.json");
  if (failed.length > 0) say(`\nFailed: ${failed.join(", ")}`);
  process.exit(failed.length > 0 ? 1 : 0);
}
