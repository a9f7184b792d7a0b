import { and, eq, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { importRun } from "@/db/schema/catalogue-import";
import { log } from "@/server/platform/log";
import { FileRefusedError } from "./file/records";
import { type ImportPhase, type ImportReport, type ImportStatus, omitLists } from "./schema";

export type NewRun = { source: "office" | "command"; staffId: string | null; fileName: string };
export type RunProgress = { phase: ImportPhase; rowsDone: number; rowsTotal: number; report: ImportReport };

const stalledSeconds = 60;

/** Ends a run without heartbeat for a minute: its process was killed. */
export async function failStalledRuns(): Promise<void> {
  await db()
    .update(importRun)
    .set({ status: "failed", finishedAt: sql`clock_now()` })
    .where(
      and(
        eq(importRun.status, "running"),
        lt(importRun.heartbeatAt, sql`clock_now() - make_interval(secs => ${stalledSeconds})`),
      ),
    );
}

/**
 * Opens a run: one at a time in the whole installation, guaranteed by a unique index; stalled ones are ended first.
 * Throws FileRefusedError BUSY while another runs.
 */
export async function createRun(run: NewRun): Promise<string> {
  await failStalledRuns();
  const [row] = await db().insert(importRun).values(run).onConflictDoNothing().returning({ id: importRun.id });
  if (!row) throw new FileRefusedError("products", "BUSY");
  return row.id;
}

/** Updates the progress and the heartbeat of a run. */
export async function updateRunProgress(
  id: string,
  { phase, rowsDone, rowsTotal, report }: RunProgress,
): Promise<void> {
  await db()
    .update(importRun)
    .set({ phase, rowsDone, rowsTotal, report, heartbeatAt: sql`clock_now()` })
    .where(and(eq(importRun.id, id), eq(importRun.status, "running")));
}

/**
 * Closes a run with its report, or with the report's totals alone when its lists cannot be written: a run always ends.
 */
export async function finishRun(
  id: string,
  status: Exclude<ImportStatus, "running">,
  progress: RunProgress,
): Promise<void> {
  const close = (report: ImportReport) =>
    db()
      .update(importRun)
      .set({ ...progress, report, status, finishedAt: sql`clock_now()` })
      .where(eq(importRun.id, id));
  try {
    await close(progress.report);
  } catch (err) {
    log().error({ err, importRun: id }, "an import's report could not be written whole");
    await close({ ...omitLists(progress.report), refusal: null });
  }
}
