import type { InvariantName, InvariantState } from "./schema";
import { invariantNames } from "./schema";

export type Invariant = { name: InvariantName; number: string; statement: string };

const heading = /^-- (I\d+) ([a-z_]+)$/;

/**
 * Parses db/invariants.sql: a heading `-- I1 name` and the statement under it. Throws when a name is unknown, missing
 * or repeated.
 */
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
/** The share of time that a check may run: in a large shop some read millions of rows. */
const share = 1 / 100;
/** A check overdue by this has no current result. */
const lateMs = 120_000;

type LastCheck = { checkedAt: Date | null; failedAt: Date | null; broken: number; tookMs: number };

/**
 * Interval of an invariant's checks (ms) when the last one took `tookMs`: each minute, less often when it takes long.
 */
export const getIntervalMs = (tookMs: number): number => Math.max(minuteMs, tookMs / share);

/** Whether the next check is due. */
export function isDue(check: LastCheck | undefined, now: number): boolean {
  const last = Math.max(check?.checkedAt?.getTime() ?? 0, check?.failedAt?.getTime() ?? 0);
  // The timer is not exact; a test may have set the clock back.
  return !check || Math.abs(now - last) >= getIntervalMs(check.tookMs) - minuteMs / 10;
}

/** The state at `now` (ms), from the last check. A broken one stays broken until a check finds that it holds. */
export function getInvariantState(check: LastCheck | undefined, now: number): InvariantState {
  if (!check) return "unseen";
  if (check.broken > 0) return "broken";
  if (check.failedAt) return "failed";
  if (!check.checkedAt) return "unseen";
  return now - check.checkedAt.getTime() > getIntervalMs(check.tookMs) + lateMs ? "late" : "holds";
}
