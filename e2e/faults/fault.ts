import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { getInvariants } from "@/server/health/queries";
import type { TestEnv } from "./test-env";

/** One line of the table: what was done, what came of it, and whether that is what must be; null when it could not be done here. */
export type ResultLine = { what: string; figure: string; pass: boolean | null };
export type Fault = { id: string; name: string; run: (testEnv: TestEnv) => Promise<ResultLine[]> };

/** The invariants that do not hold now, each with its number of offending rows. */
async function listBroken(): Promise<string[]> {
  const found: string[] = [];
  for (const { number, name, statement } of getInvariants()) {
    const rows = await db().execute(sql.raw(statement));
    if (rows.length > 0) found.push(`${number} ${name} (${rows.length})`);
  }
  return found;
}

/** A line for the invariants as they stand. */
export async function checkInvariants(): Promise<ResultLine> {
  const found = await listBroken();
  const figure = found.length === 0 ? `all ${getInvariants().length} hold` : `broken: ${found.join(", ")}`;
  return { what: "invariants", figure, pass: found.length === 0 };
}

/** A line that passes when every figure is what it must be: `{orders: [made, wanted]}`. */
export function compareFigures(
  what: string,
  figures: Record<string, [found: number, wanted: number]>,
  more = "",
): ResultLine {
  const entries = Object.entries(figures);
  const figureTexts = entries.map(
    ([name, [found, wanted]]) => `${name} ${found}${found === wanted ? "" : ` (not ${wanted})`}`,
  );
  return {
    what,
    figure: [...figureTexts, more].filter(Boolean).join(", "),
    pass: entries.every(([, [f, w]]) => f === w),
  };
}

/** The line of a mutant: it passes when the fault was detected. */
export const reportMutant = (without: string, seen: boolean, how: string): ResultLine => ({
  what: `mutant without ${without}`,
  figure: seen ? `caught: ${how}` : `NOT caught: ${how}`,
  pass: seen,
});

export function computePercentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

/** Deadlocks that the database at hand has counted. */
export async function countDeadlocks(): Promise<number> {
  const [row] = await db().execute<{ n: number }>(
    sql`select deadlocks::int as n from pg_stat_database where datname = current_database()`,
  );
  return row?.n ?? -1;
}
