// Checks that every table is written by one module of server/ only; others call that module's commands
// (CONTRIBUTING.md).
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./steps.mjs";

const notChecked = /\.test\.ts$|^server\/(testing|app\/demo|cli)\//;

function* sources(dir) {
  for (const name of readdirSync(path.join(root, dir))) {
    const file = `${dir}/${name}`;
    if (statSync(path.join(root, file)).isDirectory()) yield* sources(file);
    else if (file.endsWith(".ts") && !notChecked.test(file)) yield file;
  }
}

const read = (file) => readFileSync(path.join(root, file), "utf8");
/** The tables' names in the database by their names in code. */
const tables = new Map(
  [...sources("db/schema")].flatMap((file) =>
    [...read(file).matchAll(/export const (\w+) = pgTable\(\s*"(\w+)"/g)].map(([, code, name]) => [code, name]),
  ),
);
const names = new Set(tables.values());

/** The tables that a file's text writes, by the query builder or by SQL. */
function writtenIn(text) {
  const built = [...text.matchAll(/\.(?:insert|update|delete)\(\s*(\w+)\s*\)/g)].map(([, code]) => tables.get(code));
  const spelt = [...text.matchAll(/\b(?:insert into|update|delete from)\s+(\w+)/g)].map(([, name]) => name);
  return [...built, ...spelt].filter((name) => names.has(name));
}

/** The modules that write each table, with a file of each. */
const writers = new Map([...names].map((name) => [name, new Map()]));
for (const file of sources("server"))
  for (const name of writtenIn(read(file))) writers.get(name).set(file.split("/")[1], file);

let code = 0;
for (const [name, modules] of writers) {
  if (modules.size < 2) continue;
  process.stdout.write(`${name}: written by ${[...modules].map(([m, file]) => `${m} (${file})`).join(" and ")}\n`);
  code = 1;
}
process.exit(code);
