import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { afterAll, expect, inject, test, vi } from "vitest";
import { withDatabase } from "../server/testing/cluster";
import { addMigrations } from "../server/testing/migrations";
import { openSql, type Sql } from "../server/testing/sql";
import { migrateDatabase } from "./migrate";

const adminUrl = inject("adminUrl");
const admin = openSql(adminUrl);
const made: string[] = [];

afterAll(async () => {
  for (const name of made) await admin.run(`drop database ${name} with (force)`);
  await admin.end();
});

async function createDatabase(options = ""): Promise<{ url: string; sql: Sql }> {
  const name = `m_${process.pid}_${made.length}_${Date.now()}`;
  await admin.run(`create database ${name} ${options}`);
  made.push(name);
  const url = withDatabase(adminUrl, name);
  return { url, sql: openSql(url, { max: 3 }) };
}

/** A database as it was before the migration `tag`, with a connection to it. */
async function createDatabaseBefore(tag: string): Promise<{ url: string; sql: Sql }> {
  const { url, sql } = await createDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), "selvedge-migrations-"));
  cpSync("db/migrations", folder, { recursive: true });
  const file = path.join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  const end = journal.entries.findIndex((e: { tag: string }) => e.tag.slice(5) === tag);
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await migrate(drizzle({ client }), { migrationsFolder: folder });
  await client.end();
  return { url, sql };
}

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const [store, coat, hat, mixed, plain, sold, part, kept] = [1, 2, 3, 4, 5, 6, 7, 8].map(id);

/** A shop with a cart, a reservation of two currencies, and an order with its parts. */
const insertSample = (sql: Sql) =>
  sql.run(`
  insert into store (id, code, name, city, country, address, time_zone, weekly_hours)
    values ('${store}', 'a', 'A', 'Baku', 'AZ', '1', 'Asia/Baku', '[]');
  insert into product (id, handle, title, description, option_names) select x::uuid, x, '{"en":"X"}', '{"en":""}', '{Size}'
    from unnest(array['${coat}', '${hat}']) x;
  insert into variant (id, product_id, price_minor, currency) values ('${coat}', '${coat}', 9800, 'AZN'), ('${hat}', '${hat}', 4900, 'EUR');
  insert into sync_scope (id, kind, version) values ('${mixed}', 'shopper', 7), ('${plain}', 'shopper', 3);
  insert into cart_line (scope_id, line_key, variant_id, fulfilment, quantity, price_seen_minor, currency, version, born_version)
    values ('${mixed}', 'a', '${coat}', 'deliver', 1, 9800, 'AZN', 1, 1), ('${mixed}', 'b', '${hat}', 'deliver', 2, 4900, 'EUR', 2, 2),
      ('${mixed}', 'c', '${coat}', 'pickup', 1, 9800, 'AZN', 3, 3), ('${plain}', 'a', '${hat}', 'deliver', 1, 4900, 'EUR', 3, 3),
      ('${plain}', 'c', '${coat}', 'deliver', 0, 9800, 'AZN', 3, 3);
  insert into customer_order (id, channel, locale, goods_minor, delivery_minor, total_minor, vat, currency, quote_hash, expires_at)
    values ('${sold}', 'shop', 'en', 9800, 0, 9800, '[]', 'AZN', '', now());
  insert into fulfilment (id, order_id, kind, store_id) values ('${part}', '${sold}', 'pickup', '${store}');
  insert into order_line (order_id, fulfilment_id, variant_id, title, option, quantity, price_minor, vat_rate_bp)
    values ('${sold}', '${part}', '${coat}', '{"en":"X"}', '', 1, 9800, 1800);
  insert into pickup (id, code, store_id, shopper_id, order_id, status, contact_name, contact, promised_at, expires_at)
    values ('${part}', '1', '${store}', '${plain}', '${sold}', 'reserved', '', '', now(), now()),
      ('${kept}', '2', '${store}', '${plain}', null, 'reserved', '', '', now(), now());
  insert into pickup_line (pickup_id, variant_id, quantity, price_minor, currency) values ('${part}', '${coat}', 1, 9800, 'AZN'),
    ('${kept}', '${coat}', 1, 9800, 'AZN'), ('${kept}', '${hat}', 1, 4900, 'EUR')`);

test("a filled database gets one currency per cart, and every line that of its order", async () => {
  const { url, sql } = await createDatabaseBefore("hold-money-to-one-currency");
  try {
    await insertSample(sql);
    const [{ epoch } = {}] = await sql`select epoch from sync_scope where id = ${mixed as string}`;
    await migrateDatabase(url);
    expect(await sql`select scope_id, line_key from cart_line where quantity > 0 order by 1, 2`).toEqual([
      { scope_id: mixed, line_key: "a" },
      { scope_id: mixed, line_key: "c" },
      { scope_id: plain, line_key: "a" },
    ]);
    expect(await sql`select scope_id, currency from cart order by 1`).toEqual([
      { scope_id: mixed, currency: "AZN" },
      { scope_id: plain, currency: "EUR" },
    ]);
    expect(await sql`select scope_id, product_id, present from favourite`).toEqual([
      { scope_id: mixed, product_id: hat, present: true },
    ]);
    const [scope] =
      await sql`select version::int, min_version::int, epoch from sync_scope where id = ${mixed as string}`;
    expect(scope).toMatchObject({ version: 8, min_version: 8 });
    expect(scope?.epoch).not.toBe(epoch);
    expect(await sql`select currency from order_line`).toEqual([{ currency: "AZN" }]);
    expect(await sql`select id, currency from pickup order by id`).toEqual([
      { id: part, currency: "AZN" },
      { id: kept, currency: "AZN" },
    ]);
    // a reservation in two currencies stays, and no further such line can be added
    const again = sql`insert into pickup_line (pickup_id, variant_id, quantity, price_minor, currency)
      values (${kept as string}, ${hat as string}, 1, 4900, 'EUR')`;
    await expect(again).rejects.toMatchObject({ constraint: "pickup_line_pickup_currency" });
  } finally {
    await sql.end();
  }
});

const migrated = `template ${inject("template")} strategy file_copy`;

test("a migration that waits for a table lets requests pass, and runs when it is free", async () => {
  const { url, sql } = await createDatabase(migrated);
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("begin; select from cart");
  const folder = addMigrations(["alter table cart add column note text"]);
  const done = migrateDatabase(url, folder);
  try {
    await vi.waitFor(
      async () =>
        expect(await sql`select from pg_locks where not granted and relation = 'cart'::regclass`).toHaveLength(1),
      20_000,
    );
    // As a request does, it would wait for five seconds.
    await sql.run("begin; set local lock_timeout = '5s'; select from cart; commit");
    expect(await sql`select from pg_locks where granted and relation = 'cart'::regclass`).toHaveLength(1);
    await holder.query("commit");
    await done;
    expect(await sql`select note from cart`).toEqual([]);
  } finally {
    await holder.end();
    await done.catch(() => {});
    await sql.end();
  }
});

test("an index is built outside of a transaction, and anew when it was left half built", async () => {
  const { url, sql } = await createDatabase(migrated);
  const build = (columns: string) => [
    `drop index concurrently if exists cart_twice;--> statement-breakpoint
    create unique index concurrently cart_twice on cart (${columns})`,
  ];
  const isValid = async () =>
    (await sql`select indisvalid as valid from pg_index where indexrelid = to_regclass('cart_twice')`)[0]?.valid;
  try {
    const [first, second] = [id(91), id(92)];
    await sql.run(`insert into sync_scope (id, kind) values ('${first}', 'shopper'), ('${second}', 'shopper');
      insert into cart (scope_id, currency) values ('${first}', 'AZN'), ('${second}', 'AZN')`);
    await expect(migrateDatabase(url, addMigrations(build("currency")))).rejects.toMatchObject({ code: "23505" });
    expect(await isValid()).toBe(false);
    const folder = addMigrations(build("scope_id"));
    await Promise.all([migrateDatabase(url, folder), migrateDatabase(url, folder)]);
    expect(await isValid()).toBe(true);
  } finally {
    await sql.end();
  }
});
