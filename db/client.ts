import type { SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { type PgDatabase, PgDialect, type PgQueryResultHKT } from "drizzle-orm/pg-core";
import pg from "pg";

/** A raw statement resolves to its rows. */
interface RowsResult extends PgQueryResultHKT {
  type: this["row"][];
}

/** The pool. Transactions are begun by `runTransaction`, which counts on it. */
export type Db = Omit<PgDatabase<RowsResult, Record<string, never>>, "transaction">;
declare const inTransaction: unique symbol;
/** One connection of the pool, in a transaction. */
export type Tx = Db & { readonly [inTransaction]: true };

type Connections = { pool: pg.Pool; begin: string; db: Db; transactions: WeakMap<pg.PoolClient, Tx> };

/** Next bundles server code apart from main.ts: singletons of the process are kept on globalThis. */
const shared = globalThis as typeof globalThis & {
  __selvedgePool?: Connections | undefined;
  __selvedgeOnStatement?: StatementObserver | undefined;
};

/** Is told of each statement as it is sent; what it returns is called when the statement has ended. */
export type StatementObserver = (text: string) => ((failed: boolean) => void) | undefined;

/** Makes `observer` the one that is told of the process's statements; undefined ends it. */
export function observeStatements(observer: StatementObserver | undefined): void {
  shared.__selvedgeOnStatement = observer;
}

/** Sends a statement by `send` and tells the observer. */
function sendObserved<T>(given: pg.QueryConfig | string, send: () => Promise<T>): Promise<T> {
  const end = shared.__selvedgeOnStatement?.(typeof given === "string" ? given : given.text);
  const result = send();
  if (end)
    result.then(
      () => end(false),
      () => end(true),
    );
  return result;
}

/** Longer statements vary with their values (an import's rows) and would only fill the database's memory. */
const maxNamedLength = 4_000;
const maxNamedStatements = 1_000;
const names = new Map<string, string>();

/** The name under which a connection keeps a statement parsed and planned, or undefined when it is not worth it. */
function nameOf(text: string): string | undefined {
  if (isUnnamed()) return undefined;
  const known = names.get(text);
  if (known || text.length > maxNamedLength || names.size >= maxNamedStatements) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

type Result = pg.QueryResult | pg.QueryArrayResult;
type Callback = (err: Error | null, result?: unknown) => void;

/** The rows, which also carry, hidden from comparisons, what Drizzle reads of a result. */
function toRows(result: Result | Result[]): unknown {
  if (Array.isArray(result)) return result;
  const { rows, rowCount, command } = result;
  return Object.defineProperties(rows, {
    rows: { value: rows },
    rowCount: { value: rowCount },
    command: { value: command },
  });
}

/** Names statements that have parameters, and resolves to rows. */
class NamingClient extends pg.Client {
  override query(...args: never[]): never {
    const [given, values, callback] = args as unknown as [pg.QueryConfig | string, unknown[]?, Callback?];
    const config =
      typeof given === "object" && !given.name && values?.length ? { ...given, name: nameOf(given.text) } : given;
    const query = super.query.bind(this) as (...all: unknown[]) => unknown;
    if (!callback) return sendObserved(given, () => (query(config, values) as Promise<Result>).then(toRows)) as never;
    return query(config, values, (err: Error | null, result: Result) =>
      callback(err, result && toRows(result)),
    ) as never;
  }
}

/** Sends single statements: to its clients by callback, when one is free, so that they are observed here. */
class ObservedPool extends pg.Pool {
  override query(...args: never[]): never {
    const query = super.query.bind(this) as (...all: unknown[]) => Promise<unknown>;
    return sendObserved(args[0] as unknown as pg.QueryConfig | string, () => query(...args)) as never;
  }
}

const { builtins } = pg.types;
/** Times stay text, as Drizzle's columns and our JSON read them. */
const textTypes: readonly number[] = [builtins.TIMESTAMPTZ, builtins.TIMESTAMP, builtins.DATE, builtins.INTERVAL];
const getTypeParser = (oid: number, format?: "text" | "binary") =>
  textTypes.includes(oid) ? (value: string) => value : pg.types.getTypeParser(oid, format as "text");

/** Each transaction runs under these limits (ms) and planner settings; time-outs are the server's alone. */
const settings = {
  statement_timeout: 15_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
  random_page_cost: 1.1,
  // Minimum similarity of words: search reads it from an index that requires this setting.
  "pg_trgm.word_similarity_threshold": 0.5,
};

const isUnnamed = () => process.env.STATEMENTS === "unnamed";
/** Behind a pooler in transaction mode connections keep no settings: a transaction brings its own. */
const isPooled = () => isUnnamed() || Boolean(process.env.DATABASE_DIRECT_URL);
const joinSettings = (format: (name: string, value: number) => string) =>
  Object.entries(settings)
    .map(([name, value]) => format(name, value))
    .join(" ");

const casing = "snake_case";

/** Of several processes each takes half of its share, so that a new set has room beside the old one. */
function getPoolSize(): number {
  const processes = Number(process.env.PROCESSES || 1);
  if (processes === 1) return Number(process.env.DATABASE_POOL || 24);
  return Math.max(2, Math.floor(Number(process.env.DATABASE_POOL || 80) / processes / 2));
}

function connect(): Connections {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set");
  const pool = new ObservedPool({
    connectionString: url,
    Client: NamingClient as unknown as new () => pg.ClientBase,
    application_name: "selvedge",
    max: getPoolSize(),
    // A connection keeps its statements prepared.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    // Statements of one transaction that are sent together take one round trip.
    pipeline: true,
    options: isPooled() ? undefined : joinSettings((name, value) => `-c ${name}=${value}`),
    types: { getTypeParser },
  } as pg.PoolConfig);
  // A lost connection fails its next statement, and the pool opens another; there is nothing else to do.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const begin = isPooled() ? `begin; ${joinSettings((name, value) => `set local ${name} = ${value};`)}` : "begin";
  return { pool, begin, db: drizzle({ client: pool, casing }) as unknown as Db, transactions: new WeakMap() };
}

function getConnections(): Connections {
  shared.__selvedgePool ??= connect();
  return shared.__selvedgePool;
}

/** How many connections the pool has open, how many of them are free, and how many requests wait for one. */
export function getPoolCounts(): { total: number; idle: number; waiting: number } {
  const pool = shared.__selvedgePool?.pool;
  return { total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 };
}

/** The address for what needs a session of its own, past a pooler: migrations, LISTEN, advisory locks of a session. */
export const getDirectUrl = (): string => process.env.DATABASE_DIRECT_URL || process.env.DATABASE_URL || "";

/** The process's pool, opened on first use: the embedded cluster's address is known late. */
export const db = (): Db => getConnections().db;

/**
 * Runs `work` in a READ COMMITTED transaction on one connection; a throw rolls it back. `begin` is not waited for: it is
 * sent with the first statement.
 */
export async function runTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const { pool, begin, transactions } = getConnections();
  const client = await pool.connect();
  let tx = transactions.get(client);
  if (!tx) {
    tx = drizzle({ client, casing }) as unknown as Tx;
    transactions.set(client, tx);
  }
  try {
    const begun = client.query(begin);
    begun.catch(() => {});
    const result = await work(tx);
    await begun;
    const { command } = await client.query("commit");
    if (command !== "COMMIT") throw new Error("a statement of this transaction failed, and it was rolled back");
    return result;
  } catch (e) {
    // The pool itself gives up a connection that is lost.
    await client.query("rollback").catch(() => {});
    throw e;
  } finally {
    client.release();
  }
}

export const dialect = new PgDialect({ casing });

/**
 * Runs one statement outside of a transaction, without Drizzle's session: for the few hot paths. Its text must not vary.
 * Rows have the database's column names; timestamps are text.
 */
export async function runPrepared<Row extends object>(statement: SQL): Promise<Row[]> {
  const { sql: text, params: values } = dialect.sqlToQuery(statement);
  return (await getConnections().pool.query({ text }, values)) as unknown as Row[];
}

const closeTimeoutMs = 2_000;

/** Closes the pool once its statements have ended, or after two seconds; the next use opens a new one. */
export async function closeDb(): Promise<void> {
  const open = shared.__selvedgePool;
  shared.__selvedgePool = undefined;
  if (!open) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([open.pool.end(), timeout]);
  clearTimeout(timer);
}
