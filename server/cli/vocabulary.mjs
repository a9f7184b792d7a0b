// Checks names and rooms (CONTRIBUTING.md): which file lies where, how deep, how long, and the words that must not come back.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { bannedWords } from "./banned-words.mjs";
import { root } from "./steps.mjs";

const topFolders = new Set(["app", "components", "server", "db", "e2e", "public", "docs"]);
const ignored = new Set(["node_modules", "dist", "test-results", "playwright-report"]);
const emptyNames = new Set("index utils util helpers helper types service repository misc".split(" "));
/** What may stand between a file's name and its ending: the mark of what runs in the browser too, and of reads. */
const marks = new Set(["rules", "schema", "queries", "test", "spec", "d", "config"]);
const limits = { lines: 300, folders: 80, filesInFolder: 3, depth: 3 };
const isTest = (file) => /\.(test|spec)\.[cm]?tsx?$/.test(file);
const complaints = [];

function* filesOf(dir) {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(".") || ignored.has(name)) continue;
    const full = path.join(dir, name);
    if (statSync(full).isDirectory()) yield* filesOf(full);
    else yield full;
  }
}

/** A file's name says what it holds: none of the empty names, words in kebab-case, known marks. */
function checkName(file) {
  const [base, ...rest] = path.basename(file).split(".");
  if (emptyNames.has(base) && !file.endsWith(".d.ts"))
    complaints.push(`${file}: "${base}" says nothing; name it after what it holds`);
  if (!file.startsWith(`server${path.sep}`)) return;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(base)) complaints.push(`${file}: name it in kebab-case`);
  for (const mark of rest.slice(0, -1)) if (!marks.has(mark)) complaints.push(`${file}: "${mark}" is no known mark`);
}

/** The folders of `server/`: few, flat, none for one file. */
function checkRooms(files) {
  const rooms = new Map();
  for (const file of files.filter((name) => name.startsWith(`server${path.sep}`))) {
    const parts = path.dirname(file).split(path.sep);
    for (let end = 1; end <= parts.length; end++) rooms.set(parts.slice(0, end).join("/"), 0);
  }
  for (const file of files.filter((name) => !isTest(name))) {
    const room = path.dirname(file).split(path.sep).join("/");
    if (rooms.has(room)) rooms.set(room, rooms.get(room) + 1);
  }
  if (rooms.size > limits.folders) complaints.push(`server/: ${rooms.size} folders (limit ${limits.folders})`);
  for (const [room, count] of rooms) {
    const depth = room.split("/").length - 2;
    if (depth > limits.depth) complaints.push(`${room}/: ${depth} levels below its module (limit ${limits.depth})`);
    const holds = readdirSync(path.join(root, room)).some((name) =>
      statSync(path.join(root, room, name)).isDirectory(),
    );
    if (depth > 0 && count < limits.filesInFolder && !holds)
      complaints.push(`${room}/: ${count} source files; a folder has ${limits.filesInFolder} or more, fold it`);
  }
}

/** The file that `specifier` names in `file`, without its ending; null for a package. */
function resolveImport(file, specifier) {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : null;
}

/** No two folders of the product import each other, types aside. */
function checkArrows(texts) {
  const arrows = new Map();
  for (const [file, text] of texts) {
    if (isTest(file) || !/^(app|components|db|server)\//.test(file)) continue;
    for (const [, what, specifier] of text.matchAll(/^(?:import|export) ([^;"]*?)from "([^"]+)"/gms)) {
      const target = resolveImport(file, specifier);
      if (!target || what.startsWith("type ")) continue;
      const [from, to] = [path.posix.dirname(file), path.posix.dirname(target)];
      if (from !== to) arrows.set(`${from} ${to}`, file);
      const back = arrows.get(`${to} ${from}`);
      if (from !== to && back) complaints.push(`${file} imports from ${to}/, and ${back} from ${from}/`);
    }
  }
}

/** Words of our own that have a standard term, in code and in comments. */
function checkWords(file, text) {
  for (const [word, right] of bannedWords) {
    const line = text.slice(0, Math.max(text.search(word), 0)).split("\n").length;
    if (word.test(text)) complaints.push(`${file}:${line}: "${text.match(word)?.[0]}": say ${right}`);
  }
}

const all = [];
const texts = new Map();
for (const entry of readdirSync(root)) {
  const full = path.join(root, entry);
  if (entry.startsWith(".") || ignored.has(entry) || !statSync(full).isDirectory()) continue;
  if (!topFolders.has(entry)) complaints.push(`${entry}/: not a top-level folder of the project`);
  for (const found of filesOf(full)) {
    if (!/\.(ts|tsx|mjs)$/.test(found)) continue;
    const file = path.relative(root, found);
    all.push(file);
    checkName(file);
    const text = readFileSync(found, "utf8");
    texts.set(file.split(path.sep).join("/"), text);
    const lines = text.trimEnd().split("\n").length;
    if (lines > limits.lines) complaints.push(`${file}: ${lines} lines; split it (limit ${limits.lines})`);
    if (!file.endsWith("banned-words.mjs")) checkWords(file, text);
  }
}
checkRooms(all);
checkArrows(texts);

for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.exit(complaints.length > 0 ? 1 : 0);
