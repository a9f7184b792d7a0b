import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type BrokenRow, invariantCheck } from "@/db/schema/health";
import { sqlNow } from "@/server/platform/clock";
import { log } from "@/server/platform/log";
import { inSavepoint, inTransaction } from "@/server/platform/transaction";
import { getInvariants } from "./queries";
import type { Invariant } from "./rules";

/** Statement timeout: in a large shop the pool's own limit is too short. */
const longest = "5min";
/** Offending rows that are stored; all are counted. */
const keptRows = 20;
/** Advisory lock: one process checks at a time. Beside 727000 (cluster) and 727001 (migrations). */
const lockKey = 727_010;

type CheckResult = { total: number; id: string; figures: BrokenRow["figures"] };

async function saveCheck(
  tx: Tx,
  { name }: Invariant,
  { found, tookMs }: { found: CheckResult[]; tookMs: number },
): Promise<void> {
  const broken = found[0]?.total ?? 0;
  const brokenAt = broken > 0 ? sqlNow : null;
  const rows = found.map(({ id, figures }) => ({ id, figures }));
  await tx
    .insert(invariantCheck)
    .values({ name, checkedAt: sqlNow, tookMs, broken, rows, brokenSince: brokenAt, lastBrokenAt: brokenAt })
    .onConflictDoUpdate({
      target: invariantCheck.name,
      set: {
        checkedAt: sqlNow,
        tookMs,
        broken,
        rows,
        failedAt: null,
        brokenSince: broken > 0 ? sql`coalesce(${invariantCheck.brokenSince}, clock_now())` : null,
        lastBrokenAt: broken > 0 ? sqlNow : sql`${invariantCheck.lastBrokenAt}`,
      },
    });
}

/** Checks one; a failing check is stored as such and stops no other. Returns how many rows break it. */
async function runCheck(tx: Tx, invariant: Invariant): Promise<number> {
  const { name, number, statement } = invariant;
  const begun = performance.now();
  const took = () => Math.round(performance.now() - begun);
  try {
    const found = await inSavepoint(tx, () =>
      tx.execute<CheckResult>(
        sql`select count(*) over ()::int as total, q.* from (${sql.raw(statement)}) q order by q.id limit ${keptRows}`,
      ),
    );
    await saveCheck(tx, invariant, { found, tookMs: took() });
    const [first] = found;
    if (first) {
      const ids = found.map((f) => f.id);
      log().error({ invariant: number, name, broken: first.total, ids, figures: first.figures }, "invariant broken");
    }
    return first?.total ?? 0;
  } catch (err) {
    log().error({ invariant: number, name, err }, "invariant could not be checked");
    await tx
      .insert(invariantCheck)
      .values({ name, failedAt: sqlNow, tookMs: took() })
      .onConflictDoUpdate({ target: invariantCheck.name, set: { failedAt: sqlNow, tookMs: took() } });
    return 0;
  }
}

/**
 * Checks every invariant and stores the results. Returns how many rows break each that is broken; null while another
 * process is checking.
 */
export function checkInvariants(list: Invariant[] = getInvariants()): Promise<Record<string, number> | null> {
  return inTransaction(async (tx) => {
    const [lock] = await tx.execute<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${lockKey}) as mine`);
    if (!lock?.mine) return null;
    await tx.execute(sql.raw(`set local statement_timeout = '${longest}'`));
    const broken: Record<string, number> = {};
    for (const invariant of list) {
      const rows = await runCheck(tx, invariant);
      if (rows > 0) broken[invariant.name] = rows;
    }
    return broken;
  });
}
