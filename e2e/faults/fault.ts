import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { invariants } from "@/server/health/queries";
import type { House } from "./test-env";

/** One line of the table: what was done, what came of it, and whether that is what must be; null when it could not be done here. */
export type Line = { what: string; figure: string; pass: boolean | null };
export type Fault = { id: string; name: string; run: (house: House) => Promise<Line[]> };

/** The invariants that do not hold now, each with its number of offending rows. */
async function broken(): Promise<string[]> {
  const found: string[] = [];
  for (const { number, name, statement } of invariants()) {
    const rows = await db().execute(sql.raw(statement));
    if (rows.length > 0) found.push(`${number} ${name} (${rows.length})`);
  }
  return found;
}

/** A line for the invariants as they stand. */
export async function invariantsLine(): Promise<Line> {
  const found = await broken();
  const figure = found.length === 0 ? `all ${invariants().length} hold` : `broken: ${found.join(", ")}`;
  return { what: "invariants", figure, pass: found.length === 0 };
}

/** A line that passes when every figure is what it must be: `{orders: [made, wanted]}`. */
export function exactly(what: string, figures: Record<string, [found: number, wanted: number]>, more = ""): Line {
  const entries = Object.entries(figures);
  const told = entries.map(
    ([name, [found, wanted]]) => `${name} ${found}${found === wanted ? "" : ` (not ${wanted})`}`,
  );
  return { what, figure: [...told, more].filter(Boolean).join(", "), pass: entries.every(([, [f, w]]) => f === w) };
}

/** A twin's line: it passes when the fault was seen there. */
export const caught = (without: string, seen: boolean, how: string): Line => ({
  what: `twin without ${without}`,
  figure: seen ? `caught: ${how}` : `NOT caught: ${how}`,
  pass: seen,
});

export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

/** Deadlocks that the database at hand has counted. */
export async function deadlocks(): Promise<number> {
  const [row] = await db().execute<{ n: number }>(
    sql`select deadlocks::int as n from pg_stat_database where datname = current_database()`,
  );
  return row?.n ?? -1;
}
