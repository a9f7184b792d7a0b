import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type BrokenRow, invariantCheck } from "@/db/schema/health";
import { sqlNow } from "@/server/platform/clock";
import { log } from "@/server/platform/log";
import { inTransaction } from "@/server/platform/transaction";
import { invariants } from "./queries";
import type { Invariant } from "./rules";

const everyMs = 60_000;
const firstMs = 5_000;
/** Offending rows that are kept; all are counted. */
const keptRows = 20;
/** Advisory lock: one process looks at a time. Beside 727000 (cluster) and 727001 (migrations). */
const lockKey = 727_010;

type Found = { total: number; id: string; figures: BrokenRow["figures"] };

async function keep(tx: Tx, { name }: Invariant, found: Found[]): Promise<void> {
  const broken = found[0]?.total ?? 0;
  const brokenAt = broken > 0 ? sqlNow : null;
  const rows = found.map(({ id, figures }) => ({ id, figures }));
  await tx
    .insert(invariantCheck)
    .values({ name, checkedAt: sqlNow, broken, rows, brokenSince: brokenAt, lastBrokenAt: brokenAt })
    .onConflictDoUpdate({
      target: invariantCheck.name,
      set: {
        checkedAt: sqlNow,
        broken,
        rows,
        failedAt: null,
        brokenSince: broken > 0 ? sql`coalesce(${invariantCheck.brokenSince}, clock_now())` : null,
        lastBrokenAt: broken > 0 ? sqlNow : sql`${invariantCheck.lastBrokenAt}`,
      },
    });
}

/** Looks at one; a look that fails is kept as such and stops no other. Returns how many rows break it. */
async function check(tx: Tx, invariant: Invariant): Promise<number> {
  const { name, number, statement } = invariant;
  try {
    const found = await tx.transaction((inner) =>
      inner.execute<Found>(
        sql`select count(*) over ()::int as total, q.* from (${sql.raw(statement)}) q order by q.id limit ${keptRows}`,
      ),
    );
    await keep(tx, invariant, found);
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
      .values({ name, failedAt: sqlNow })
      .onConflictDoUpdate({ target: invariantCheck.name, set: { failedAt: sqlNow } });
    return 0;
  }
}

/**
 * Looks at every invariant and keeps the results. Returns how many rows break each that is broken; null when another process
 * is looking.
 */
export function checkInvariants(list: Invariant[] = invariants()): Promise<Record<string, number> | null> {
  return inTransaction(async (tx) => {
    const [lock] = await tx.execute<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${lockKey}) as mine`);
    if (!lock?.mine) return null;
    const broken: Record<string, number> = {};
    for (const invariant of list) {
      const rows = await check(tx, invariant);
      if (rows > 0) broken[invariant.name] = rows;
    }
    return broken;
  });
}

/** Looks soon and then each minute until the returned function is called. */
export function startHealth(): () => void {
  let running = false;
  const look = () => {
    if (running) return;
    running = true;
    checkInvariants()
      .catch((err) => log().error({ err }, "invariants could not be checked"))
      .finally(() => {
        running = false;
      });
  };
  const first = setTimeout(look, firstMs).unref();
  const timer = setInterval(look, everyMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
