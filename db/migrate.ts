import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";

const silent = new Logger(() => () => {});

/**
 * Migrates the database at `url` to the newest schema, and in it the queue's schema `graphile_worker`; several processes
 * may start concurrently. Throws when one waits over 10 s.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set lock_timeout = '10s'");
    await client.query("select pg_advisory_lock(727001)");
    await migrate(drizzle({ client }), { migrationsFolder: "db/migrations" });
    await runMigrations({ connectionString: url, logger: silent });
  } finally {
    await client.end();
  }
}
