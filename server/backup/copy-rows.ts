import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { collectBackup, type Put } from "./collect";
import type { Manifest } from "./schema";
import type { Target } from "./target";

/** What a copy of rows says beside the rows: columns in the order of the rows, and where sequences stand. */
export const structureSchema = z.object({
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), last: z.string(), called: z.boolean() })),
});
export type Structure = z.infer<typeof structureSchema>;

/** Where a copy keeps its rows, one file for each table, and its structure. */
export const rowParts = { rows: "rows/", structure: "structure.json" };

const about = `select current_user::text as user, current_database()::text as database, clock_timestamp()::timestamptz(3) as at,
  current_setting('server_version_num')::int / 10000 as postgres`;
/** Columns that say in which transaction a row was changed are left out: ids of another cluster mean nothing. */
const tablesOf = `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
  group by c.relname order by c.relname`;
const sequencesOf = "select sequencename::text as name from pg_sequences where schemaname = 'public' order by 1";

/** A name as an identifier in a statement. */
export const quoteName = (name: string): string => pg.escapeIdentifier(name);

/** The tag of the newest migration that the database has, or null when it has none. */
async function readMigration(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ at: string }>(
    "select max(created_at)::text as at from drizzle.__drizzle_migrations",
  );
  const journal: { entries: { tag: string; when: number }[] } = JSON.parse(
    readFileSync("db/migrations/meta/_journal.json", "utf8"),
  );
  return journal.entries.find(({ when }) => String(when) === rows[0]?.at)?.tag ?? null;
}

async function readStructure(client: pg.Client): Promise<Structure> {
  const { rows: tables } = await client.query<Structure["tables"][number]>(tablesOf);
  const { rows: names } = await client.query<{ name: string }>(sequencesOf);
  const sequences: Structure["sequences"] = [];
  for (const { name } of names) {
    const { rows } = await client.query(`select last_value::text as last, is_called as called from ${quoteName(name)}`);
    sequences.push({ name, ...rows[0] });
  }
  return { tables, sequences };
}

/** Stores the rows of one moment and their structure. Returns the newest migration that the database has. */
export async function copyTables(client: pg.Client, put: Put): Promise<string> {
  await client.query("begin isolation level repeatable read read only");
  const structure = await readStructure(client);
  const migration = await readMigration(client);
  if (!migration) throw new Error("the database is of another version than this Selvedge: start the shop once first");
  await put(rowParts.structure, Readable.from([Buffer.from(JSON.stringify(structure))]));
  for (const { name, columns } of structure.tables) {
    const select = `select ${columns.map(quoteName).join(", ")} from ${quoteName(name)}`;
    await put(`${rowParts.rows}${name}`, client.query(copyTo(`copy (${select}) to stdout`)));
  }
  await client.query("commit");
  return migration;
}

/**
 * Copies the rows of one moment: the way for a database that gives no right to replicate. Locks nothing but changes of
 * the schema. Throws what the disk or the database says.
 */
export async function copyRows(target: Target, url: string): Promise<Manifest> {
  const client = new pg.Client({ connectionString: url, statement_timeout: 0, idle_in_transaction_session_timeout: 0 });
  client.on("error", () => {});
  await client.connect();
  try {
    const { at, ...who } = (await client.query(about)).rows[0];
    return await collectBackup(target, at, async (put) => {
      const migration = await copyTables(client, put);
      return { kind: "copy", point: at.toISOString(), ...who, log: null, migration };
    });
  } finally {
    await client.end();
  }
}
