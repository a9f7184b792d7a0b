import { db } from "@/db/client";
import { backupState } from "@/db/schema/backup";
import { assertOffice } from "@/server/access/actors";
import { now } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import type { BackupView } from "./schema";

const dayMs = 86_400_000;

/** What the database knows of its backups: the newest moment that a restore leads to, and the last failure. */
async function readState() {
  const [rows, at] = await Promise.all([db().select().from(backupState), now()]);
  const points = rows.flatMap(({ point }) => point?.getTime() ?? []);
  const point = points.length ? new Date(Math.max(...points)) : null;
  const failure = rows.find((row) => row.failure)?.failure ?? null;
  return { point, failure, ageMs: point && Math.max(0, at.getTime() - point.getTime()) };
}

/** How the backups stand, for the office. Throws NOT_FOUND without the permission. */
export async function getBackupState(ctx: Ctx): Promise<BackupView> {
  assertOffice(ctx, "office");
  const { point, failure, ageMs } = await readState();
  const state = ageMs === null ? "never" : ageMs > dayMs ? "old" : "good";
  return { state, point: point?.toISOString() ?? null, failure };
}

/** Age in seconds of the newest moment that a restore leads to; null when there was never a backup. For metrics. */
export async function getBackupAge(): Promise<number | null> {
  const { ageMs } = await readState();
  return ageMs === null ? null : ageMs / 1000;
}
