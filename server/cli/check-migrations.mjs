// Checks that migrations run beside a shop at work and beside the release before: no statement rewrites a table, holds a
// long lock or takes away what is read (CONTRIBUTING.md). squawk knows most of that; the rest stands here.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import squawk from "squawk-cli/js/index.js";
import { root } from "./steps.mjs";

/** Those before this one are older than the check, and do not change. */
const firstChecked = 38;

/** Left out: db/migrate sets time-outs and finds indexes that are built concurrently; types are a matter of taste. */
const excluded = [
  "require-lock-timeout",
  "require-statement-timeout",
  "ban-concurrent-index-creation-in-transaction",
  "prefer-robust-stmts",
  "prefer-bigint-over-int",
  "prefer-bigint-over-smallint",
  "prefer-text-field",
];

const toPlain = (sql) => sql.replace(/--.*$/gm, " ").replace(/\/\*[\s\S]*?\*\//g, " ");
const ofTable = String.raw`(?:only\s+)?(?:"?public"?\.)?"?(\w+)"?`;

/** Statements that rewrite or scan a table under its lock, which squawk lets through. */
const refused = [
  [/\bdo\s+(language\s+\w+\s+)?\$|\bexecute\s+format\b/i, "a block hides its statements from this check"],
  [/\bvacuum\b|\bcluster\b|\bset\s+(un)?logged\b|\bset\s+tablespace\b|\bset\s+access\s+method\b/i, "rewrites a table"],
  [/\brefresh\s+materialized\s+view\b(?!\s+concurrently)/i, "blocks readers of the view"],
  [/\btruncate\b|(^|;)\s*lock\b/i, "locks a table against everybody"],
  [/\battach\s+partition\b/i, "reads the whole partition unless a checked constraint says what is in it"],
  [
    /\badd\s+column\b[^;,]*\bcheck\s*\(/i,
    "a new column's check reads all rows: add it as a constraint that is not valid yet",
  ],
  [
    /\badd\s+column\b[^;,]*\b(small|big)?serial\b|\badd\s+column\b[^;,]*\bas\s+identity\b/i,
    "numbers all rows, which rewrites a table",
  ],
];

/** Rows that a statement changes stay locked until the migration ends. Those of a table that the file makes are nobody's. */
function findBackfills(text) {
  const made = new Set(
    [...text.matchAll(new RegExp(`create\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?${ofTable}`, "gi"))].map(([, n]) => n),
  );
  const written = [...text.matchAll(new RegExp(`(?:^|;)\\s*(?:update|delete\\s+from)\\s+${ofTable}`, "gi"))];
  return written
    .filter(([, name]) => !made.has(name))
    .map(([, name]) => `writes rows of ${name}: a job does that in small parts`);
}

/** What runs outside of a transaction can stop half way, and begins anew: each index is dropped before it is made. */
function findHalfDone(statements) {
  const isConcurrent = (text) => /\bindex\s+concurrently\b/i.test(text);
  if (!statements.some(isConcurrent)) return [];
  const faults = [];
  if (!statements.every(isConcurrent))
    faults.push("an index is built concurrently: nothing else may stand in its file");
  if (statements.some((text) => text.replace(/;\s*$/, "").includes(";"))) faults.push("has two statements in one part");
  const dropped = new Set();
  for (const text of statements) {
    const [, drop] = /drop\s+index\s+concurrently\s+if\s+exists\s+"?(\w+)/i.exec(text) ?? [];
    const [, made] = /create\s+(?:unique\s+)?index\s+concurrently\s+"?(\w+)/i.exec(text) ?? [];
    if (drop) dropped.add(drop);
    if (made && !dropped.has(made)) faults.push(`does not drop ${made} first: one that was left half built would stay`);
  }
  return faults;
}

/** A constraint is checked in a file of its own: beside a change of its table everybody would wait for the check. */
function findHeldChecks(statements) {
  const checks = statements.filter((text) => /\bvalidate\s+constraint\b/i.test(text));
  return checks.length > 0 && checks.length < statements.length
    ? ["a constraint is validated: nothing else may stand in its file"]
    : [];
}

/** What squawk was told to overlook has its reason in the line above. */
function findUnexplained(sql) {
  const lines = sql.split("\n");
  return lines
    .filter((line, i) => /squawk-ignore/.test(line) && !/^--\s*\w/.test(lines[i - 1] ?? ""))
    .map((line) => `${line.trim()} has no reason in the line above`);
}

function runSquawk(sql) {
  const args = [
    "--assume-in-transaction",
    "--pg-version=15",
    "--reporter=json",
    ...excluded.map((rule) => `--exclude=${rule}`),
  ];
  const { stdout, stderr, error } = spawnSync(squawk.getBinaryPath(), args, { input: sql, encoding: "utf8" });
  if (error || !stdout.startsWith("[")) throw new Error(`squawk did not run: ${error?.message ?? stderr}`);
  return JSON.parse(stdout).map(({ rule_name, message, line }) => `line ${line + 1}: ${rule_name}: ${message}`);
}

/** What a migration may not do, as sentences. */
export function findFaults(sql) {
  const parts = sql
    .split("--> statement-breakpoint")
    .map((part) => toPlain(part).trim())
    .filter(Boolean);
  const text = parts.join(";\n");
  return [
    ...runSquawk(sql),
    ...refused.filter(([pattern]) => pattern.test(text)).map(([, why]) => why),
    ...findBackfills(text),
    ...findHalfDone(parts),
    ...findHeldChecks(parts),
    ...findUnexplained(sql),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = path.join(root, "db/migrations");
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql") && Number(name.slice(0, 4)) >= firstChecked);
  let code = 0;
  for (const name of files.sort()) {
    for (const fault of findFaults(readFileSync(path.join(folder, name), "utf8"))) {
      process.stdout.write(`${name}: ${fault}\n`);
      code = 1;
    }
  }
  process.exit(code);
}
