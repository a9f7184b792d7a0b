import { desc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { importRun } from "@/db/schema/catalogue-import";
import { AppError } from "@/server/platform/errors";
import { type ImportReport, type ImportRunView, omitLists } from "./schema";

const historyLength = 20;

function toRunView(row: typeof importRun.$inferSelect): ImportRunView {
  const { id, source, fileName, status, phase, rowsDone, rowsTotal } = row;
  return {
    id,
    source,
    fileName,
    status,
    phase,
    rowsDone,
    rowsTotal,
    report: row.report as ImportReport | null,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** One run with its report so far. Throws NOT_FOUND. */
export async function getImportRun(id: string): Promise<ImportRunView> {
  const [row] = await db().select().from(importRun).where(eq(importRun.id, id));
  if (!row) throw new AppError("NOT_FOUND");
  return toRunView(row);
}

/** The latest runs, newest first, without the lists of their reports. */
export async function listImportRuns(): Promise<ImportRunView[]> {
  const rows = await db().select().from(importRun).orderBy(desc(importRun.startedAt)).limit(historyLength);
  return rows.map(toRunView).map((run) => ({ ...run, report: run.report && omitLists(run.report) }));
}
