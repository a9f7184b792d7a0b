import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

export type Db = PostgresJsDatabase;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

type Pools = { all: postgres.Sql[]; hot: postgres.Sql; db: Db };

/** Next bundles server code apart from main.ts: singletons of the process are kept on globalThis. */
const shared = globalThis as typeof globalThis & { __selvedgePool?: Pools | undefined };

/** Longer statements vary with their values (an import's rows) and would only fill the database's memory. */
const maxNamedLength = 4_000;
const maxNamedStatements = 1_000;
const namedStatements = new Set<string>();

function isNamed(text: string): boolean {
  if (namedStatements.has(text)) return true;
  if (text.length > maxNamedLength || namedStatements.size >= maxNamedStatements) return false;
  namedStatements.add(text);
  return true;
}

const casing = "snake_case";

type TransactionWork = (tx: postgres.TransactionSql) => unknown;

/**
 * Drizzle does not name statements: each then takes two round trips, and is parsed and planned again. Mutates its
 * argument.
 */
function withNamedStatements<C extends postgres.Sql | postgres.TransactionSql>(client: C): C {
  const { unsafe } = client;
  const nested = "savepoint" in client ? "savepoint" : "begin";
  const enter = client[nested as keyof C] as (work: TransactionWork) => Promise<unknown>;
  return Object.assign(client, {
    unsafe: (text: string, params: never[] = [], options = {}) =>
      unsafe(text, params, { ...options, prepare: params.length > 0 && isNamed(text) }),
    [nested]: (work: TransactionWork) => enter((tx) => work(withNamedStatements(tx))),
  });
}

function getPool() {
  if (!shared.__selvedgePool) {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error("DATABASE_URL is not set");
    const connection = {
      application_name: "selvedge",
      statement_timeout: 15_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 15_000,
    };
    // The driver's own backoff grows to 20 s: the shop would be down long after the database is back.
    const backoff = () => 0.2 + Math.random() * 0.3;
    const max = Number(process.env.DATABASE_POOL ?? 16);
    const options = { backoff, onnotice: () => {}, connection };
    const half = Math.ceil(max / 2);
    // Separate pools: the driver pipelines named statements, and breaks a transaction that begins on such a connection.
    // A single statement waits for a free connection instead, not behind a slow one.
    const inTransactions = postgres(url, { ...options, max });
    const alone = postgres(url, { ...options, max, ...{ max_pipeline: 0 } });
    // Planning a hot statement each time costs the database half as much again as running it.
    const generic = {
      ...connection,
      plan_cache_mode: "force_generic_plan",
      // A plan made while a table was small stays until the table is analyzed, a minute or more into an import: it must
      // not scan the whole table. Hot statements look up by keys, so a scan is never the better plan at any size.
      enable_seqscan: "off",
      random_page_cost: 1.1,
      // Minimum similarity of words: search reads it from an index that requires this setting.
      "pg_trgm.word_similarity_threshold": 0.5,
    };
    const hot = postgres(url, { ...options, max: half, connection: generic });
    const db: Db = drizzle(withNamedStatements(alone), { casing });
    const transacting: Db = drizzle(withNamedStatements(inTransactions), { casing });
    db.transaction = transacting.transaction.bind(transacting);
    shared.__selvedgePool = { all: [inTransactions, alone, hot], hot, db };
  }
  return shared.__selvedgePool;
}

/** The process's pool, opened on first use: the embedded cluster's address is known late. */
export const db = (): Db => getPool().db;

const dialect = new PgDialect({ casing });

/**
 * Runs one statement as a named prepared statement with one generic plan, on connections of its own: for the few hot
 * paths, where parsing and planning cost more than running. Its text must not vary. Rows have the database's column
 * names; timestamps are text.
 */
export async function runPrepared<Row extends object>(statement: SQL): Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return (await getPool().hot.unsafe(text, params as never[], { prepare: true })) as unknown as Row[];
}

/**
 * Whether the driver threw because a statement was sent on a lost connection: it does so outside of every promise, and
 * that connection of the pool is unusable from then on.
 */
export const isLostWrite = (err: unknown): boolean =>
  err instanceof TypeError &&
  err.message.includes("'write'") &&
  /postgres\/\w+\/.*connection\.js/.test(err.stack ?? "");

/** Closes the pool; the next use opens a new one. */
export async function closeDb(): Promise<void> {
  const open = shared.__selvedgePool;
  shared.__selvedgePool = undefined;
  await Promise.all(open?.all.map((sql) => sql.end({ timeout: 2 })) ?? []);
}
