import { sql } from "drizzle-orm";
import pg from "pg";
import { db } from "@/db/client";
import { openSql } from "@/server/testing/sql";
import { type TestEnv, waitUntil } from "../test-env";

/** Keeps everybody from writing a table, so that transactions stand at their statement on it, uncommitted. */
export async function lockTable(testEnv: TestEnv, table: string) {
  const own = openSql(testEnv.url);
  await own.run("begin");
  await own.run(`lock table ${table} in exclusive mode`);
  const countWaiting = async () => {
    const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    return row?.n ?? 0;
  };
  return {
    /**
     * Resolves when so many of the server's connections wait for a lock, or fewer when the first of them would soon give up.
     * Gives how many.
     */
    async waiting(count: number): Promise<number> {
      await waitUntil(`somebody waits before ${table}`, async () => (await countWaiting()) > 0);
      await waitUntil("all wait", async () => (await countWaiting()) >= count, 3_000).catch(() => {});
      return countWaiting();
    },
    async open() {
      await own.run("rollback");
      await own.end();
    },
  };
}

/** Hears, at the commit itself, of rows of a table that change so; `all` resolves at the `count`-th. */
export async function waitForNotifications(url: string, table: string, change: string, count: number) {
  const listener = new pg.Client({ connectionString: url });
  await listener.connect();
  let notifications = 0;
  let resolve = () => {};
  const all = new Promise<void>((done) => {
    resolve = done;
  });
  listener.on("notification", () => {
    if (++notifications >= count) resolve();
  });
  await listener.query("listen fault_point");
  await listener.query(`create or replace function fault_point() returns trigger language plpgsql as
    $$ begin perform pg_notify('fault_point', new.id::text); return null; end $$`);
  await listener.query(`create or replace trigger fault_point after update on ${table}
    for each row when (${change}) execute function fault_point()`);
  return {
    all: Promise.race([all, waitUntil("the commit was heard of", () => notifications >= count, 20_000).then(() => {})]),
    async end() {
      await listener.query(`drop trigger fault_point on ${table}`);
      await listener.end();
    },
  };
}
