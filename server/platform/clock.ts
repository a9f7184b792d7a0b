import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";

/** The database clock as an SQL expression: the only clock for decisions. Tests shift it, see migration 0000. */
export const sqlNow = sql<string>`clock_now()`;

/** The database clock now (UTC). */
export async function now(on: Db | Tx = db()): Promise<Date> {
  const [row] = await on.execute<{ at: string }>(sql`select clock_now() as at`);
  if (!row) throw new Error("query returned no row");
  return new Date(row.at);
}
