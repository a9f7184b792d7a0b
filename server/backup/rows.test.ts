import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { getInvariants } from "@/server/health/queries";
import { withDatabase } from "@/server/testing/cluster";
import { makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { copyRows, rowParts } from "./copy-rows";
import { restoreRows } from "./restore-rows";
import { getFilesFolder, openTarget } from "./target";

const home = mkdtempSync(path.join(tmpdir(), "selvedge-rows-"));
process.env.DATA_DIR = path.join(home, "data");
const name = `rows_${process.pid}_${Date.now()}`;
const url = withDatabase(inject("adminUrl"), name);
/** A restore runs every migration and adds every key between tables again. */
const longMs = 240_000;
const source = () => process.env.DATABASE_URL ?? "";

async function query<Row extends object>(on: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: on });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  const store = await makeStore();
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  await stock(variantId, store.id, 5);
  const { id } = await makeShopper("customer");
  await query(
    source(),
    `insert into sync_scope (id, kind, version) values ('${id}', 'shopper', 3) on conflict do nothing`,
  );
});

beforeEach(() => query(inject("adminUrl"), `create database ${name}`));
afterAll(async () => {
  await query(inject("adminUrl"), `drop database if exists ${name} with (force)`);
  rmSync(home, { recursive: true });
});

/** The rows of every table, without what a restore changes on purpose. */
async function readAll(on: string): Promise<Record<string, unknown>> {
  const tables = await query<{ name: string }>(
    on,
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const found: Record<string, unknown> = {};
  for (const { name: table } of tables)
    found[table] = await query(on, `select to_jsonb(t) - 'epoch' - 'changed_in' as row from ${table} t order by 1`);
  return found;
}

test(
  "a copy of rows fills an empty database with everything, under new epochs and transaction ids of its own",
  async () => {
    const folder = mkdtempSync(path.join(home, "target-"));
    const target = openTarget(folder, "a key of thirty-two characters or more");
    const manifest = await copyRows(target, source());
    expect(manifest).toMatchObject({ kind: "copy", log: null });
    await restoreRows(target, manifest, url);
    expect(await readAll(url)).toEqual(await readAll(source()));
    const epochs = "select epoch from sync_scope order by id";
    expect(await query(url, epochs)).not.toEqual(await query(source(), epochs));
    // An id of the other cluster may lie in this one's future: the catalogue would never see that row change.
    const foreign = "select 1 from product where changed_in >= pg_snapshot_xmax(pg_current_snapshot())";
    expect(await query(url, foreign)).toEqual([]);
    for (const { statement } of getInvariants()) expect(await query(url, statement)).toEqual([]);
    const keys = "select conname from pg_constraint where contype = 'f' order by 1";
    expect(await query(url, keys)).toEqual(await query(source(), keys));
    await expect(restoreRows(target, manifest, url)).rejects.toThrow("holds tables");
    await query(inject("adminUrl"), `drop database ${name} with (force)`);
  },
  longMs,
);

test(
  "a damaged copy is refused and leaves the database empty",
  async () => {
    const folder = mkdtempSync(path.join(home, "target-"));
    const target = openTarget(folder, undefined);
    const manifest = await copyRows(target, source());
    const file = path.join(folder, getFilesFolder(manifest.id), `${rowParts.rows}variant`);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(restoreRows(target, manifest, url)).rejects.toThrow("rows/variant cannot be read in");
    expect(await query(url, "select 1 from pg_tables where schemaname = 'public'")).toEqual([]);
    expect(readdirSync(path.join(folder, "backups"))).toHaveLength(1);
  },
  longMs,
);
