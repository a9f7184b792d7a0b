import { getDirectUrl } from "@/db/client";
import { type Embedded, getEmbeddedDirNotice, setArchiving, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { env } from "@/server/platform/env";
import { assertDataDirWritable } from "@/server/platform/startup";

/** Starts the embedded cluster unless a database is named, and migrates it. Returns the cluster that this process owns. */
export async function openDatabase(): Promise<Embedded | null> {
  const { BACKUP_TARGET, DATA_DIR, DATABASE_URL } = env();
  assertDataDirWritable();
  let embedded: Embedded | null = null;
  if (!DATABASE_URL) {
    const dir = `${DATA_DIR}/pg`;
    const notice = getEmbeddedDirNotice(dir);
    if (notice) process.stdout.write(`${notice}\n`);
    setArchiving(dir, Boolean(BACKUP_TARGET));
    embedded = await startEmbedded(dir);
    process.env.DATABASE_URL = embedded.url;
  }
  await migrateDatabase(getDirectUrl());
  return embedded;
}

/**
 * Seeds the demo data and starts its payment provider, code that a retailer's own installation never loads. The returned
 * function stops the provider.
 */
export async function startDemo(port: number): Promise<() => Promise<void>> {
  const { seedDemo } = await import("@/server/app/demo/demo");
  await seedDemo((step) => process.stdout.write(`Seeding the demo: ${step} …\n`));
  const { startDemoStripe } = await import("@/server/app/demo/stripe");
  const { HOST } = env();
  const own = ["0.0.0.0", "::"].includes(HOST) ? "127.0.0.1" : HOST;
  return startDemoStripe(`http://${own}:${port}`);
}
