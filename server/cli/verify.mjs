// `npm run verify`: format, lint, names, boundaries, dead code, commits, types, unit and integration tests; with `-- checks` or
// `-- tests` only one half, and with `-- --node 24` on that Node.js, which npm brings.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bringNode } from "./node-versions.mjs";
import { bin, capture, cutFrom, ensureInstalled, giveUp, run, say } from "./steps.mjs";

const node = (script) => [process.execPath, [script]];
/** Two rows of checks that run side by side, since most of them use one core. */
const rows = [
  [
    ["types", [bin("tsc"), ["--noEmit"]]],
    ["types of the drawing code", [bin("tsc"), ["--noEmit", "-p", "server/app/demo/art"]]],
  ],
  [
    ["format and lint", [bin("biome"), ["check", "--error-on-warnings"]]],
    ["names and rooms", node("server/cli/vocabulary.mjs")],
    ["own tables", node("server/cli/check-writes.mjs")],
    ["migrations", node("server/cli/check-migrations.mjs")],
    [
      "boundaries",
      [bin("depcruise"), ["--config", "dependency-cruiser.cjs", "app", "components", "server", "db", "e2e"]],
    ],
    ["dead code", [bin("knip"), []]],
    ["commits", node("server/cli/check-commits.mjs")],
  ],
];

/** Runs a row and prints each check's output as one block; resolves to the names of those that failed. */
async function runRow(row) {
  const failed = [];
  for (const [name, [command, args]] of row) {
    const { code, output } = await capture(command, args);
    say(`\n── ${name}\n${output}`);
    if (code !== 0) failed.push(name);
  }
  return failed;
}

/** Runs everything but the tests. Resolves to the names of the checks that failed. */
async function runChecks() {
  return (await Promise.all(rows.map(runRow))).flat();
}

/**
 * Runs the unit and integration tests; `report` is where vitest writes its own count. Resolves to their name if they
 * failed, with the reason.
 */
async function runTests(report) {
  const name = "unit and integration tests";
  say(`\n── ${name}`);
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code, output } = await capture(bin("vitest"), args, { shown: true });
  return code === 0 ? [] : [`${name}\n${cutFrom(output, /⎯+ (Failed|Unhandled)/)}`];
}

/** Runs every check and test; see `runTests`. Resolves to the names of those that failed. */
export async function verify(report) {
  return [...(await runChecks()), ...(await runTests(report))];
}

const usage = "Usage: npm run verify [-- checks | tests] [--node VERSION]";

/** What was asked for on the command line; ends the process with the usage when it is unclear. */
function parseCommandLine() {
  try {
    const { values, positionals } = parseArgs({ options: { node: { type: "string" } }, allowPositionals: true });
    return { version: values.node, half: positionals[0] ?? "all" };
  } catch {
    return giveUp(usage);
  }
}

/** Runs this very command on another Node.js: the tools that it starts find that one first. Resolves to its exit code. */
async function runOn(version, half) {
  const folder = await bringNode(version);
  const PATH = `${folder}${path.delimiter}${process.env.PATH}`;
  return run(path.join(folder, "node"), [process.argv[1], half], { PATH });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const halves = { checks: runChecks, tests: runTests, all: verify };
  const { version, half } = parseCommandLine();
  const work = halves[half] ?? giveUp(usage);
  if (version) process.exit(await runOn(version, half));
  say(`Node.js ${process.versions.node}`);
  await ensureInstalled();
  const failed = await work("test-results/vitest.json");
  for (const reason of failed) say(`\nFailed: ${reason}`);
  process.exit(failed.length > 0 ? 1 : 0);
}
