import { sql } from "drizzle-orm";
import { beforeAll, expect, it, vi } from "vitest";
import { closeDb, db } from "@/db/client";
import { makeStore } from "@/server/testing/factories";
import { importFile, productFile } from "@/server/testing/imports";

/** A file of `products` with two variants each, handles from `first` on. */
const buildFile = (first: number, products: number, price: number) =>
  productFile(
    ...Array.from({ length: products }, (_, i) => first + i).flatMap((n) => [
      `c-${n},Shirt ${n % 50},<p>Cool</p>,United,Shirts,summer,true,Size,S,Color,Navy,C-${n}-S,3,${price}.00,,,`,
      `c-${n},,,,,,,,M,,Navy,C-${n}-M,2,${price}.00,,,`,
    ]),
  );

/** Waits until other connections have ended: each reports its reads only then. */
async function closeConnections(): Promise<void> {
  await closeDb();
  await vi.waitFor(async () => {
    const [other] = await db().execute<{ pid: number }>(sql`
      select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    if (other) throw new Error("connections are still open");
  }, 10_000);
}

/** Statements that this database has executed, and the rows and index entries of catalogue and stock that they read. */
async function readCost() {
  await closeConnections();
  const [row] = await db().execute<{ statements: number; read: number }>(sql`
    select (select coalesce(sum(calls), 0)::int from pg_stat_statements s join pg_database d on d.oid = s.dbid
        where d.datname = current_database() and query not like '%pg_stat%') as statements,
      (sum(seq_tup_read) + (select sum(idx_tup_read) from pg_stat_user_indexes i where i.relname = any(array_agg(t.relname))))::int as read
    from pg_stat_user_tables t
    where relname in ('product', 'variant', 'search_word', 'product_word', 'stock_level', 'stock_movement')`);
  return row ?? { statements: 0, read: 0 };
}

/** What an import costs. */
async function measureImport(file: string) {
  const before = await readCost();
  const report = await importFile(file);
  expect(report).toMatchObject({ refusal: null, problemCount: 0 });
  const after = await readCost();
  return { statements: after.statements - before.statements, read: after.read - before.read };
}

beforeAll(async () => {
  await db().execute(sql`create extension if not exists pg_stat_statements`);
  await makeStore();
  // The file's category and colour, which are created once, and what a process loads once.
  await importFile(buildFile(0, 1, 98));
});

/** What the rows of 200 products cost beyond those of one: a run checks once whether another currency is for sale. */
async function measureRows(first: number, price: number) {
  const one = await measureImport(buildFile(first, 1, price));
  const many = await measureImport(buildFile(first + 1, 200, price));
  return { statements: many.statements - one.statements, read: many.read - one.read };
}

it("costs few statements a batch and reads what it imports, not the whole catalogue: new products, and a price changed for each", {
  timeout: 300_000,
}, async () => {
  const grown = async (first: number, products: number) => {
    await importFile(buildFile(first, products, 98));
    await db().execute(sql`analyze`);
  };
  await grown(20_000, 400);
  const few = { fresh: await measureRows(1_000, 98), changed: await measureRows(1_000, 99) };
  await grown(30_000, 1_600);
  const many = { fresh: await measureRows(10_000, 98), changed: await measureRows(10_000, 99) };
  for (const kind of ["fresh", "changed"] as const) {
    expect(many[kind].statements).toBeLessThanOrEqual(20);
    expect(many[kind].read).toBeLessThanOrEqual(1.5 * few[kind].read);
  }
});
