import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { getInvariants } from "@/server/health/queries";
import type { InvariantName } from "@/server/health/schema";

/** The rows that break some of the invariants now, each with the invariant's name. */
export async function broken(...names: InvariantName[]): Promise<Record<string, unknown>[]> {
  const invariants = getInvariants().filter((i) => names.includes(i.name));
  const rows = await Promise.all(
    invariants.map(async ({ name, statement }) =>
      (await db().execute(sql.raw(statement))).map((row) => ({ broken: name, ...row })),
    ),
  );
  return rows.flat();
}
