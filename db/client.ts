import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

export type Db = PostgresJsDatabase;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** Next bundles server code apart from main.ts: what must be one per process stands on globalThis. */
const shared = globalThis as typeof globalThis & { __selvedgePool?: { sql: postgres.Sql; db: Db } | undefined };

function pool() {
  if (!shared.__selvedgePool) {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error("DATABASE_URL is not set");
    const sql = postgres(url, {
      max: Number(process.env.DATABASE_POOL ?? 16),
      onnotice: () => {},
      connection: {
        application_name: "selvedge",
        statement_timeout: 15_000,
        lock_timeout: 5_000,
        idle_in_transaction_session_timeout: 15_000,
      },
    });
    shared.__selvedgePool = { sql, db: drizzle(sql, { casing: "snake_case" }) };
  }
  return shared.__selvedgePool;
}

/** The process's one pool, opened on first use: the embedded cluster's address is known late. */
export const db = (): Db => pool().db;

const dialect = new PgDialect({ casing: "snake_case" });

/**
 * Runs one statement as a named prepared statement: for the few hot paths, where parsing costs more than running.
 * Rows come back with column names as the database gives them; timestamps as text.
 */
export async function runPrepared<Row extends object>(statement: SQL): Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return (await pool().sql.unsafe(text, params as never[], { prepare: true })) as unknown as Row[];
}

/** Closes the pool; the next use opens a new one. */
export async function closeDb(): Promise<void> {
  const open = shared.__selvedgePool;
  shared.__selvedgePool = undefined;
  await open?.sql.end({ timeout: 2 });
}
