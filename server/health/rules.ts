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

const minuteMs = 60_000;
/** What a look may take of the time between two: in a large house some read millions of rows. */
const share = 1 / 100;
/** A look that is overdue by this says nothing about now. */
const lateMs = 120_000;

type LastCheck = { checkedAt: Date | null; failedAt: Date | null; broken: number; tookMs: number };

/** How often an invariant is looked at (ms) whose last look took `tookMs`: each minute, less often when it takes long. */
export const getIntervalMs = (tookMs: number): number => Math.max(minuteMs, tookMs / share);

/** Whether it is time for the next look. */
export function isDue(check: LastCheck | undefined, now: number): boolean {
  const last = Math.max(check?.checkedAt?.getTime() ?? 0, check?.failedAt?.getTime() ?? 0);
  // The timer comes each minute, give or take; a test may have set the clock back.
  return !check || Math.abs(now - last) >= getIntervalMs(check.tookMs) - minuteMs / 10;
}

/** What the last look says at `now` (ms). A broken one stays broken until a look sees that it holds. */
export function getInvariantState(check: LastCheck | undefined, now: number): InvariantState {
  if (!check) return "unseen";
  if (check.broken > 0) return "broken";
  if (check.failedAt) return "failed";
  if (!check.checkedAt) return "unseen";
  return now - check.checkedAt.getTime() > getIntervalMs(check.tookMs) + lateMs ? "late" : "holds";
}
