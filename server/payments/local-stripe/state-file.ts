import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { World } from "./state";

const kept = ["lines", "numbers", "challenges", "intentData", "answered"] as const;

/** Of events and of answers to keys the newest are written: older ones are asked for by nobody. */
const newest = 1_000;

/** Writes the world to a JSON file, whole or not at all. */
export function saveWorld(world: World, file: string): void {
  const rows = Object.entries(world.rows).map(([kind, map]) => [kind, [...map].slice(kind === "event" ? -newest : 0)]);
  const rest = kept.map((name) => [name, [...world[name]].slice(name === "answered" ? -newest : 0)]);
  const text = JSON.stringify({ skew: world.skew, rows: Object.fromEntries(rows), ...Object.fromEntries(rest) });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Fills a new world from the file, when there is one. Throws a SyntaxError when it is no JSON. */
export function loadWorld(world: World, file: string): void {
  if (!existsSync(file)) return;
  const saved = JSON.parse(readFileSync(file, "utf8"));
  world.skew = saved.skew;
  for (const [kind, map] of Object.entries(world.rows))
    for (const [id, row] of saved.rows[kind] ?? []) (map as Map<string, unknown>).set(id, row);
  for (const name of kept)
    for (const [id, row] of saved[name] ?? []) (world[name] as Map<string, unknown>).set(id, row);
}
