import { setTimeout as sleep } from "node:timers/promises";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";

const silent = new Logger(() => () => {});
/** Advisory lock of whoever migrates. */
const lockKey = 727_001;
/** How long (ms) a process waits for another that migrates, an index of a large table being the longest. */
const longestWaitMs = 600_000;
/**
 * Everybody who wants a table queues behind a migration that waits for it: it gives up after this time, which no request
 * notices as a failure, and asks again.
 */
const lockTimeout = "1s";
const lockTries = 60;
const pauseMs = 500;
/** Lock not available; deadlock. */
const passing = ["55P03", "40P01"];

/** Tells statements that run outside of a transaction: a file holds only such ones or none (server/cli/check-migrations). */
const isConcurrent = ({ sql }: MigrationMeta) => sql.some((statement) => /\bindex\s+concurrently\b/i.test(statement));

/** Waits for its turn without a statement that waits: an index that is built concurrently would wait for that one. */
async function waitForTurn(client: pg.Client): Promise<void> {
  for (const until = performance.now() + longestWaitMs; ; await sleep(pauseMs)) {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [lockKey]);
    if (rows[0].mine) return;
    if (performance.now() > until) throw new Error("another process has been migrating the database for ten minutes");
  }
}

const recordText = "insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)";

async function runOnce(client: pg.Client, migration: MigrationMeta): Promise<void> {
  const { sql, hash, folderMillis } = migration;
  if (isConcurrent(migration)) {
    await client.query("set lock_timeout = 0");
    for (const statement of sql) await client.query(statement);
    await client.query(recordText, [hash, folderMillis]);
    return;
  }
  await client.query(`begin; set local lock_timeout = '${lockTimeout}'`);
  try {
    for (const statement of sql) await client.query(statement);
    await client.query(recordText, [hash, folderMillis]);
    await client.query("commit");
  } catch (err) {
    await client.query("rollback");
    throw err;
  }
}

/** Runs a migration, again and again while a lock that it wants is held by others. */
async function runMigration(client: pg.Client, migration: MigrationMeta): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(client, migration);
    } catch (err) {
      if (!passing.includes((err as { code?: string }).code ?? "") || tries === lockTries) throw err;
    }
    await sleep(pauseMs);
  }
}

/**
 * Migrates the database at `url` to the newest schema, and in it the queue's schema `graphile_worker`, while the shop is
 * at work: each migration of `folder` in a transaction of its own. Several processes may start concurrently. Throws when
 * one waits over ten minutes for another, or a minute for a table.
 */
export async function migrateDatabase(url: string, folder = "db/migrations"): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // The role may have the time-outs of requests.
    await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
    await waitForTurn(client);
    // Drizzle's own book, as its migrator keeps it.
    await client.query(`set client_min_messages = warning; create schema if not exists drizzle;
      create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`);
    const { rows } = await client.query("select max(created_at) as last from drizzle.__drizzle_migrations");
    const last = Number(rows[0].last ?? 0);
    const due = readMigrationFiles({ migrationsFolder: folder }).filter(({ folderMillis }) => folderMillis > last);
    for (const migration of due) await runMigration(client, migration);
    await runMigrations({ connectionString: url, logger: silent });
  } finally {
    await client.end();
  }
}
