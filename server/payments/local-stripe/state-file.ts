import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { StripeState } from "./state";

const persistedFields = ["lines", "numbers", "challenges", "intentData", "answered"] as const;

/** Only the newest events and stored answers are written. */
const maxRows = 1_000;

/** Writes the state to a JSON file, atomically. */
export function saveState(state: StripeState, file: string): void {
  const rows = Object.entries(state.rows).map(([kind, map]) => [kind, [...map].slice(kind === "event" ? -maxRows : 0)]);
  const rest = persistedFields.map((name) => [name, [...state[name]].slice(name === "answered" ? -maxRows : 0)]);
  const text = JSON.stringify({ skew: state.skew, rows: Object.fromEntries(rows), ...Object.fromEntries(rest) });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Loads the state from the file, when there is one. Throws a SyntaxError when it is no JSON. */
export function loadState(state: StripeState, file: string): void {
  if (!existsSync(file)) return;
  const saved = JSON.parse(readFileSync(file, "utf8"));
  state.skew = saved.skew;
  for (const [kind, map] of Object.entries(state.rows))
    for (const [id, row] of saved.rows[kind] ?? []) (map as Map<string, unknown>).set(id, row);
  for (const name of persistedFields)
    for (const [id, row] of saved[name] ?? []) (state[name] as Map<string, unknown>).set(id, row);
}
