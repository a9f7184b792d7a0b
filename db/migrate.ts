import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/**
 * Migrates the database at `url` to the newest schema; several processes may start concurrently. Throws when one waits
 * over 10 s.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`set lock_timeout = '10s'`;
    await sql`select pg_advisory_lock(727001)`;
    await migrate(drizzle(sql), { migrationsFolder: "db/migrations" });
  } finally {
    await sql.end();
  }
}
