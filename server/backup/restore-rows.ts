import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { migrateDatabase } from "@/db/migrate";
import { withMigrationsUntil } from "@/db/migrations-until";
import { renewEpochs } from "@/server/sync/epoch";
import { quoteName, rowParts, type Structure, structureSchema } from "./copy-rows";
import { restoreBeside } from "./restore-beside";
import type { Restored } from "./restore-cluster";
import type { Manifest, StoredFile } from "./schema";
import { readSealed } from "./seal";
import type { Reach } from "./survey";
import { assertKey, getFilesFolder, getPlace, readStoredText, type Target } from "./target";

/** The newest copy that is not of after the moment. Throws, saying of when they are, when there is none. */
export function chooseCopy(reaches: Reach[], to: Date | null): Manifest {
  const copies = reaches.map(({ manifest }) => manifest).filter(({ kind }) => kind === "copy");
  const chosen = copies.filter(({ point }) => !to || Date.parse(point) <= to.getTime()).at(-1);
  if (chosen) return chosen;
  throw new Error(copies[0] ? `the oldest copy is of ${copies[0].point}` : "the target has no backup");
}

async function assertEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select 1 from pg_tables where schemaname = 'public' limit 1");
  if (rows.length > 0) throw new Error("the database of DATABASE_URL holds tables: name an empty one");
}

type ForeignKey = { of: string; name: string; definition: string };
const foreignKeysOf = `select conrelid::regclass::text as of, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 order by 1, 2`;

/** Undoes what a restore that broke off has created, so that it can be run again. */
const emptyAgain =
  "drop schema if exists drizzle, graphile_worker cascade; drop schema public cascade; create schema public";

/** Reads one file of rows into its table. Throws, naming the file, when it is damaged. */
async function loadTable(client: pg.Client, target: Target, table: { file: StoredFile; folder: string; into: string }) {
  const { file, folder, into } = table;
  const content = readSealed(getPlace(target, folder, file.name), file);
  await pipeline(content, client.query(copyFrom(`copy ${into} from stdin`))).catch((error: Error) => {
    throw new Error(`${folder}/${file.name} cannot be read in: ${error.message}`);
  });
}

/** Loads every table, without keys between tables and triggers meanwhile; adding the keys again checks every row. */
async function loadRows(
  client: pg.Client,
  target: Target,
  { id, files }: Manifest,
  structure: Structure,
): Promise<void> {
  const names = structure.tables.map(({ name }) => quoteName(name));
  const { rows: keys } = await client.query<ForeignKey>(foreignKeysOf);
  for (const { of, name } of keys) await client.query(`alter table ${of} drop constraint ${name}`);
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  // What migrations put in stands in the copy too.
  await client.query(`truncate ${names.join(", ")}`);
  for (const { name, columns } of structure.tables) {
    const file = files.find((stored) => stored.name === `${rowParts.rows}${name}`);
    if (!file) throw new Error(`the backup lacks the rows of ${name}`);
    const into = `${quoteName(name)} (${columns.map(quoteName).join(", ")})`;
    await loadTable(client, target, { file, folder: getFilesFolder(id), into });
  }
  for (const name of names) await client.query(`alter table ${name} enable trigger user`);
  for (const { of, name, definition } of keys)
    await client.query(`alter table ${of} add constraint ${name} ${definition}`);
  for (const { name, last, called } of structure.sequences)
    await client.query("select setval($1::regclass, $2, $3)", [`public.${quoteName(name)}`, last, called]);
}

/**
 * Fills the empty database at `url` with a copy: the schema by our own migrations up to the copy's, then the rows, all
 * or none. Rows count as changed now, because transaction ids of another cluster mean nothing here.
 */
export async function loadCopy(target: Target, manifest: Manifest, url: string): Promise<void> {
  assertKey(target, manifest);
  const { id, files, migration } = manifest;
  const file = files.find(({ name }) => name === rowParts.structure);
  if (!file || !migration) throw new Error(`the manifest of backup ${id} is damaged`);
  const structure = structureSchema.parse(JSON.parse(await readStoredText(target, getFilesFolder(id), file)));
  const client = new pg.Client({ connectionString: url, statement_timeout: 0 });
  await client.connect();
  let isEmpty = false;
  try {
    await assertEmpty(client);
    isEmpty = true;
    await withMigrationsUntil(migration, (folder) => migrateDatabase(url, folder));
    await client.query("begin");
    await loadRows(client, target, manifest, structure);
    await client.query(renewEpochs);
    await client.query("commit");
    await client.query("analyze");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    if (isEmpty) await client.query(emptyAgain).catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
}

/** The same, with secrets and pictures. */
export async function restoreRows(target: Target, manifest: Manifest, url: string): Promise<Restored> {
  await loadCopy(target, manifest, url);
  const damagedPictures = await restoreBeside(target, manifest);
  return { id: manifest.id, point: new Date(manifest.point), replaced: null, damagedPictures };
}
