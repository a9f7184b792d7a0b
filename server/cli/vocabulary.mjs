// Checks the closed list of file names (ARCHITECTURE.md): a reader guesses a file from its name.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./steps.mjs";

const topFolders = new Set(["app", "components", "server", "db", "e2e", "public"]);
const ignored = new Set(["node_modules", "dist", "test-results", "playwright-report"]);
const ownLists = {
  cli: null,
  platform:
    "bus clock code contact context cookies env errors headers idempotency ids link log media money personal-data rate-limit seal secrets semaphore single-flight start-notice text transaction".split(
      " ",
    ),
  trpc: "context download guards http init limits origin rate-limit root rsc upload".split(" "),
  sync: "commands commit dispatch fanout merge personal-data push queries retention router rules schema stream".split(
    " ",
  ),
};
const module = "schema rules queries commands router events reactions personal-data provider".split(" ");
const forbidden = new Set(["index", "utils", "util", "helpers", "helper", "types", "service", "repository", "misc"]);
const maxLines = 300;
const complaints = [];

function* files(dir) {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(".") || ignored.has(name)) continue;
    const full = path.join(dir, name);
    if (statSync(full).isDirectory()) yield* files(full);
    else yield full;
  }
}

function checkName(file) {
  const parts = file.split(path.sep);
  const base = path.basename(file).replace(/\.(test\.)?[cm]?[jt]sx?$/, "");
  if (forbidden.has(base)) complaints.push(`${file}: "${base}" says nothing; name it after what it holds`);
  if (parts[0] !== "server" || parts.length < 3 || /\.test\.tsx?$/.test(file)) return;
  const room = parts[1];
  const allowed = room in ownLists ? ownLists[room] : module;
  if (allowed && !allowed.includes(base)) complaints.push(`${file}: not in the closed list of file names`);
}

for (const entry of readdirSync(root)) {
  const full = path.join(root, entry);
  if (entry.startsWith(".") || ignored.has(entry) || !statSync(full).isDirectory()) continue;
  if (!topFolders.has(entry)) complaints.push(`${entry}/: not a top-level folder of the project`);
  for (const file of files(full)) {
    if (!/\.(ts|tsx|mjs)$/.test(file)) continue;
    const relative = path.relative(root, file);
    checkName(relative);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").length;
    if (lines > maxLines) complaints.push(`${relative}: ${lines} lines; split it (limit ${maxLines})`);
  }
}

for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.exit(complaints.length > 0 ? 1 : 0);
