import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

/**
 * Migrates the database at `url` to the newest schema; several processes may start concurrently. Throws when one waits
 * over 10 s.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set lock_timeout = '10s'");
    await client.query("select pg_advisory_lock(727001)");
    await migrate(drizzle({ client }), { migrationsFolder: "db/migrations" });
  } finally {
    await client.end();
  }
}
