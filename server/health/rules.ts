import type { InvariantName, InvariantState } from "./schema";
import { invariantNames } from "./schema";

export type Invariant = { name: InvariantName; number: string; statement: string };

const heading = /^-- (I\d+) ([a-z_]+)$/;

/** Takes db/invariants.sql apart: a heading `-- I1 name` and the statement under it. Throws when a name is not known, missing or twice. */
export function parseInvariants(file: string): Invariant[] {
  const found: { name: string; number: string; lines: string[] }[] = [];
  for (const line of file.split("\n")) {
    const [, number, name] = heading.exec(line) ?? [];
    if (number && name) found.push({ name, number, lines: [] });
    else if (!line.startsWith("--")) found.at(-1)?.lines.push(line);
  }
  const names = found.map((f) => f.name);
  if (names.join() !== invariantNames.join()) throw new Error(`db/invariants.sql has other names: ${names.join(", ")}`);
  return found.map(({ lines, ...f }) => ({
    name: f.name as InvariantName,
    number: f.number,
    statement: lines.join("\n").trim().replace(/;$/, ""),
  }));
}

/** After this long without a look a result says nothing about now. */
const lateMs = 180_000;

type Checked = { checkedAt: Date | null; failedAt: Date | null; broken: number };

/** What the last look says at `now` (ms). A broken one stays broken until a look sees that it holds. */
export function stateOf(check: Checked | undefined, now: number): InvariantState {
  if (!check) return "unseen";
  if (check.broken > 0) return "broken";
  if (check.failedAt) return "failed";
  if (!check.checkedAt) return "unseen";
  return now - check.checkedAt.getTime() > lateMs ? "late" : "holds";
}
