import { sql } from "drizzle-orm";
import pg from "pg";
import { db, getDirectUrl } from "@/db/client";
import { backupState } from "@/db/schema/backup";
import { sqlNow } from "@/server/platform/clock";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { storePictures } from "./collect";
import { getSource, makeBackup, type Source } from "./commands";
import { type Failure, ForeignTargetError, isWholeDue, toFailure, toFailureText } from "./failure.rules";
import { LogFolder } from "./log-folder";
import { pruneTarget } from "./prune";
import { surveyTarget } from "./survey";
import { openTarget, type Target } from "./target";

/** Pause between looks at the handed-over log, and between looks at everything else. */
const shipMs = 5_000;
const surveyMs = 60_000;
/** Pause after a whole backup that failed. */
const retryMs = 600_000;
/** Session lock of the process that keeps the backups, beside 727000 (cluster), 727001 (migrations), 727010 (health). */
const lockKey = 727_020;

export type Outcome = { kind: "whole" | "log"; point: Date | null; failure: Failure | null };

/** Stores what came of a try; the newest moment stays when it failed. */
export async function saveOutcome({ kind, point, failure }: Outcome): Promise<void> {
  await db()
    .insert(backupState)
    .values({ kind, point, failure, triedAt: sqlNow as unknown as Date })
    .onConflictDoUpdate({
      target: backupState.kind,
      set: { point: point ?? sql`${backupState.point}`, failure, triedAt: sqlNow },
    });
}

/** Runs `work`; a failure is logged, stored and no more: the shop goes on. Resolves to null then. */
async function attempt<T>(kind: Outcome["kind"], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (err) {
    log().error({ err, kind }, `backup failed: ${toFailureText(err)}`);
    await saveOutcome({ kind, point: null, failure: toFailure(err) }).catch(() => {});
    return null;
  }
}

/** Makes a whole backup and removes what is beyond those that are kept. */
async function makeWhole(target: Target, source: Source): Promise<void> {
  const { point } = await makeBackup(target, source);
  await saveOutcome({ kind: "whole", point: new Date(point), failure: null });
  await pruneTarget(target, env().BACKUP_KEEP);
}

/** What the newest backup of this database says: when it began, and whether the log behind it has a gap. */
async function readNewest(target: Target, system: string) {
  const { reaches } = await surveyTarget(target);
  if (reaches.some(({ manifest }) => manifest.log && manifest.log.system !== system))
    throw new ForeignTargetError("the target holds the backups of another database");
  const newest = reaches.at(-1);
  if (newest?.missing) await saveOutcome({ kind: "log", point: null, failure: "cut" });
  else if (newest) await saveOutcome({ kind: "log", point: newest.newest, failure: null });
  return { startedAt: newest ? Date.parse(newest.manifest.startedAt) : null, isCut: Boolean(newest?.missing) };
}

/** Takes the lock of the process that keeps the backups; null while another has it. */
async function takeLock(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${lockKey}) as mine`);
  if (rows[0]?.mine) return client;
  await client.end();
  return null;
}

/** Keeps the target of the settings filled: see `startBackups`. */
class Keeper {
  private lock: pg.Client | null = null;
  private whole: Promise<unknown> | null = null;
  private surveyAt = 0;
  private wholeAt = 0;
  private system = "";
  private source: Source | null = null;
  private log: LogFolder | null = null;

  /** One look: what was handed over is shipped, and once a minute the rest is looked after. */
  async look(folder: string): Promise<void> {
    if (!this.lock && !(await this.begin())) return;
    const { source } = this;
    if (!source) return;
    const target = openTarget(folder, env().BACKUP_KEY);
    const isSurveyDue = performance.now() >= this.surveyAt;
    if (isSurveyDue) this.surveyAt = performance.now() + surveyMs;
    await this.log?.ship(target, isSurveyDue);
    if (!isSurveyDue || this.whole) return;
    const newest = await readNewest(target, this.system);
    await storePictures(target);
    if (performance.now() < this.wholeAt) return;
    if (!isWholeDue({ ...newest, now: Date.now(), everyMinutes: env().BACKUP_MINUTES })) return;
    this.whole = attempt("whole", () => makeWhole(target, source).then(() => true)).then((made) => {
      if (!made) this.wholeAt = performance.now() + retryMs;
      this.whole = null;
    });
  }

  /** Becomes the process that keeps the backups. Resolves to false while another is. */
  private async begin(): Promise<boolean> {
    await this.log?.stop();
    this.log = null;
    const lock = await takeLock(getDirectUrl());
    if (!lock) return false;
    try {
      await this.open(lock);
    } catch (error) {
      await lock.end();
      throw error;
    }
    lock.once("end", () => {
      this.lock = null;
    });
    this.lock = lock;
    return true;
  }

  private async open(lock: pg.Client): Promise<void> {
    const source = await getSource();
    if (source.refused)
      log().warn({ refused: source.refused }, "backups copy rows: the database server allows no replication");
    this.source = source;
    this.log = source.refused === null ? new LogFolder(source) : null;
    const found = await lock.query<{ system: string }>(
      "select system_identifier::text as system from pg_control_system()",
    );
    this.system = found.rows[0]?.system ?? "";
  }

  /** After a failed look: the log that waits must not fill the shop's disk. */
  async relieve(): Promise<void> {
    const dropped = await this.log?.dropExcess();
    if (dropped)
      log().error({ dropped }, "backup: the log that waited was given up, the next whole backup begins anew");
  }

  async stop(): Promise<void> {
    await this.log?.stop();
    await this.lock?.end();
  }
}

/**
 * Keeps `BACKUP_TARGET` filled in one process of the shop until the returned function is called: the log within seconds
 * of its hand-over, new pictures each minute, a whole backup when one is due. Does nothing without the setting.
 */
export function startBackups(): () => void {
  const folder = env().BACKUP_TARGET;
  if (!folder) return () => {};
  const keeper = new Keeper();
  let running = false;
  const look = async () => {
    if (running) return;
    running = true;
    if ((await attempt("log", () => keeper.look(folder).then(() => true))) === null)
      await keeper.relieve().catch((err) => log().error({ err }, "backup"));
    running = false;
  };
  const timer = setInterval(look, shipMs);
  return () => {
    clearInterval(timer);
    void keeper.stop();
  };
}
