import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDb, getDirectUrl } from "@/db/client";
import { type Embedded, findRunningEmbedded, getEmbeddedDirNotice, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { env } from "@/server/platform/env";
import { isAppError } from "@/server/platform/errors";
import { getFanout } from "@/server/sync/fanout/publish";
import { startFanout } from "@/server/sync/fanout/start";

/** Prints one line. */
export const printLine = (line: string) => process.stdout.write(`${line}\n`);

/** A path of the command line, relative to the folder in which the command was typed. */
export const getTypedPath = (given: string): string => path.resolve(process.env.SELVEDGE_CWD ?? process.cwd(), given);

/**
 * The database of the running shop, of `DATABASE_URL`, or the embedded one started for this run, which is returned to
 * be stopped.
 */
async function openDatabase(): Promise<Embedded | null> {
  if (env().DATABASE_URL) {
    await migrateDatabase(getDirectUrl());
    return null;
  }
  const dir = path.join(env().DATA_DIR, "pg");
  const notice = getEmbeddedDirNotice(dir);
  if (notice) printLine(notice);
  const running = await findRunningEmbedded(dir);
  if (running) {
    process.env.DATABASE_URL = running;
    return null;
  }
  printLine("Starting the database …");
  const embedded = await startEmbedded(dir);
  process.env.DATABASE_URL = embedded.url;
  try {
    await migrateDatabase(embedded.url);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}

/** Starts the fan-out and waits for it, two seconds at most: processes that it does not reach look for changes themselves. */
async function openFanout(): Promise<() => Promise<void>> {
  const close = await startFanout();
  for (let i = 0; i < 100 && getFanout().health() === "degraded"; i++) await sleep(20);
  return close;
}

/**
 * Runs `work` on this installation's database, tells its other processes of the changes, and closes it. Throws what `work`
 * throws.
 */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const embedded = await openDatabase();
  try {
    const closeFanout = await openFanout();
    return await work().finally(closeFanout);
  } finally {
    await closeDb();
    await embedded?.stop();
  }
}

/** The first line of an error's message. A database error contains its statement, so that of its cause is used. */
export function getMessage(error: unknown): string {
  const reported = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (reported instanceof Error ? reported.message : String(reported)).split("\n", 1)[0] ?? "";
}

/**
 * Runs a command, which returns its exit code, and ends the process. `refusals` has a sentence for some error codes.
 */
export async function runCommand(
  work: () => Promise<number>,
  refusals: Partial<Record<string, string>> = {},
): Promise<never> {
  try {
    process.exit(await work());
  } catch (error) {
    const sentence = isAppError(error) ? refusals[error.appCode] : undefined;
    process.stderr.write(`${sentence ?? getMessage(error)}\n`);
    process.exit(1);
  }
}
