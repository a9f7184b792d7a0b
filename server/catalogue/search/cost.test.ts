import { sql } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { closeDb, db } from "@/db/client";
import { getSuggestions, listProducts } from "../listing/queries";
import { reindexProducts } from "./commands";

/** Creates products `from` … `to`, each of three words: its own, one of a hundred brands, one of ten kinds. */
async function createProducts(from: number, to: number): Promise<void> {
  const inserted = await db().execute<{ id: string }>(sql`
    with p as (
      insert into product (handle, title, description)
      select 'p-' || n, jsonb_build_object('en',
        translate(md5(n::text), '0123456789', 'ghijklmnop') || ' ' || translate(md5((n % 100)::text), '0123456789', 'qrstuvwxyz')
        || ' ' || translate(md5((n % 10)::text), '0123456789', 'abcdefghij')), '{"en":""}'
      from generate_series(${from}::int, ${to}::int) n returning id)
    , v as (
      insert into variant (product_id, option1, size, price_minor, currency)
      select id, size, size, 9800, 'AZN' from p, unnest('{S,M,L}'::text[]) size)
    select id from p`);
  await reindexProducts([...inserted].map((row) => row.id));
  await db().execute(sql`analyze`);
}

const getOwnWord = (n: number) => sql`translate(md5(${n}::text), '0123456789', 'ghijklmnop')`;
async function getWord(n: number): Promise<string> {
  const [row] = await db().execute<{ word: string }>(sql`select ${getOwnWord(n)} as word`);
  return row?.word ?? "";
}

/** Rows and index entries of the catalogue that the database has read. A connection reports its own when it ends. */
async function countRowsRead(): Promise<number> {
  await closeDb();
  await vi.waitFor(async () => {
    const [other] = await db().execute<{ pid: number }>(sql`
      select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    if (other) throw new Error("connections are still open");
  }, 10_000);
  const [row] = await db().execute<{ read: number }>(sql`
    select (sum(seq_tup_read) + (select sum(idx_tup_read) from pg_stat_user_indexes i where i.relname = any(array_agg(t.relname))))::int as read
    from pg_stat_user_tables t where relname in ('product', 'variant', 'search_word', 'product_word', 'stock_level')`);
  return row?.read ?? 0;
}

async function measureRowsRead(work: () => Promise<unknown>): Promise<number> {
  const before = await countRowsRead();
  await work();
  return (await countRowsRead()) - before;
}

/** What one more listing reads: the first of a process reads every product once. */
async function measureListing(query: string): Promise<number> {
  const once = await measureRowsRead(() => listProducts({ query }));
  return (
    (await measureRowsRead(async () => {
      await listProducts({ query });
      await listProducts({ query });
    })) - once
  );
}

it("a misspelt word costs the same however many products there are: indexes find it, and not every product is compared", async () => {
  await createProducts(1, 500);
  const word = await getWord(77);
  const bent = `${word.slice(0, 9)}${word.slice(10)}`;
  const few = { suggested: await measureRowsRead(() => getSuggestions(bent)), listed: await measureListing(bent) };
  await createProducts(501, 4_000);
  const found = async (query: string) => (await getSuggestions(query)).products.map((p) => p.handle);
  expect(await found(bent)).toEqual(["p-77"]);
  expect(await found(await getWord(3_999))).toEqual(["p-3999"]);
  const many = { suggested: await measureRowsRead(() => getSuggestions(bent)), listed: await measureListing(bent) };
  expect(many.suggested).toBeLessThanOrEqual(2 * few.suggested);
  expect(many.listed).toBeLessThanOrEqual(2 * few.listed);
});
