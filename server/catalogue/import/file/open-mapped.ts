import { and, desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { importRun } from "@/db/schema/catalogue-import";
import type { ProblemFile } from "../format/columns.rules";
import { type HeaderMap, mapHeader, toHeaderKeys } from "../format/columns.rules";
import type { ImportReport } from "../schema";
import { type CsvFile, openCsv } from "./csv";

/** The mapping chosen in the last run of a file with these headers, in any order; null when there is none. */
async function findRememberedMap(kind: ProblemFile, headers: string[]): Promise<HeaderMap | null> {
  const keys = JSON.stringify([...toHeaderKeys(headers)].sort());
  const savedMap = sql`${importRun.report} -> 'maps' -> ${kind}`;
  const [row] = await db()
    .select({ report: importRun.report })
    .from(importRun)
    .where(
      and(
        eq(importRun.status, "done"),
        sql`(select jsonb_agg(key order by key collate "C") from jsonb_object_keys(${savedMap}) as key) = ${keys}::text::jsonb`,
      ),
    )
    .orderBy(desc(importRun.startedAt))
    .limit(1);
  const columns = (row?.report as ImportReport | undefined)?.maps?.[kind];
  return columns ? new Map(Object.entries(columns)) : null;
}

/**
 * Opens a file with its columns by `given`, otherwise by the mapping remembered for such a file. Throws like `openCsv`.
 */
export async function openMapped(path: string, kind: ProblemFile, given?: HeaderMap): Promise<CsvFile> {
  const csv = await openCsv(path, kind, given);
  const map = given?.size ? given : await findRememberedMap(kind, csv.headers);
  return map ? { ...csv, at: mapHeader(csv.headers, kind, map) } : csv;
}
