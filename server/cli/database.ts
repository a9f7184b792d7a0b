import path from "node:path";
import { type Embedded, embeddedDirNotice, runningEmbedded, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { env } from "@/server/platform/env";

/**
 * The database of the running shop, of `DATABASE_URL`, or the embedded one started for this run: that one is returned, to
 * be stopped. `say` tells what takes a while.
 */
export async function openDatabase(say: (line: string) => void): Promise<Embedded | null> {
  if (env().DATABASE_URL) {
    await migrateDatabase(env().DATABASE_URL ?? "");
    return null;
  }
  const dir = path.join(env().DATA_DIR, "pg");
  const notice = embeddedDirNotice(dir);
  if (notice) say(notice);
  const running = await runningEmbedded(dir);
  if (running) {
    process.env.DATABASE_URL = running;
    return null;
  }
  say("Starting the database …");
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
