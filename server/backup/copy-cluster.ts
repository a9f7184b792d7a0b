import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import pg from "pg";
import { getPasswordFile } from "@/db/embedded";
import { collectBackup, type Put, parts } from "./collect";
import { formatSegment, parseSegment } from "./log.rules";
import type { Manifest } from "./schema";
import type { Target } from "./target";

/** A running cluster whose files this process may read. */
export type Cluster = { url: string; dir: string };

/** Folders whose content a start makes anew. */
const emptied = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const leftOut =
  /(^|\/)(pgsql_tmp.*|pg_internal\.init.*|postmaster\.(pid|opts)|server\.log|current_logfiles.*|backup_label|tablespace_map)$/;

/** The files and folders of a cluster that a backup has, the control file last: it must be the newest. */
async function listFiles(dir: string): Promise<{ files: string[]; directories: string[] }> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files: string[] = [];
  const directories: string[] = [];
  for (const entry of entries) {
    const name = path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join("/");
    if (leftOut.test(name)) continue;
    if (entry.isDirectory() && (!emptied.test(name) || name.startsWith("pg_wal/"))) directories.push(name);
    if (entry.isFile() && !emptied.test(name)) files.push(name);
  }
  const control = "global/pg_control";
  return { files: [...files.filter((name) => name !== control), control], directories };
}

/** A file's content; nothing more once the database has deleted it meanwhile. */
async function* readWhilePresent(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk;
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
}

/** The log from the beginning of the copy to its end, which the database keeps for that long. */
async function copyLog(dir: string, range: { first: string; last: string; segmentBytes: number }, put: Put) {
  const { timeline, number } = parseSegment(range.first, range.segmentBytes);
  const end = parseSegment(range.last, range.segmentBytes).number;
  for (let at = number; at <= end; at++) {
    const name = `pg_wal/${formatSegment({ timeline, number: at }, range.segmentBytes)}`;
    await put(name, createReadStream(path.join(dir, name)));
  }
  if (timeline > 1) {
    const history = `pg_wal/${range.first.slice(0, 8)}.history`;
    await put(history, readWhilePresent(path.join(dir, history)));
  }
}

const readCluster = `select system_identifier::text as system, current_user::text as user, current_database()::text as database,
  current_setting('server_version_num')::int / 10000 as postgres, clock_timestamp()::timestamptz(3) as at,
  pg_size_bytes(current_setting('wal_segment_size'))::int as "segmentBytes" from pg_control_system()`;
const beginCopy = "select pg_walfile_name(pg_backup_start($1, true)) as first";
const endCopy = `select lsn::text, pg_walfile_name(lsn) as last, labelfile, spcmapfile, clock_timestamp()::timestamptz(3) as at
  from pg_backup_stop(false)`;
/** Keeps the log from being recycled until this connection ends. */
const holdLog = "select pg_create_physical_replication_slot($1, true, true)";

/** Copies the files while the database runs; the label that PostgreSQL made says from where the log is replayed. */
async function copyFiles(client: pg.Client, dir: string, put: Put) {
  await client.query(holdLog, [`selvedge_${randomBytes(4).toString("hex")}`]);
  const { first } = (await client.query(beginCopy, ["selvedge"])).rows[0];
  const { files, directories } = await listFiles(dir);
  if (files.some((name) => name.startsWith("pg_tblspc/"))) throw new Error("tablespaces are not backed up");
  for (const name of files) await put(name, readWhilePresent(path.join(dir, name)));
  const end = (await client.query(endCopy)).rows[0];
  await put("backup_label", Readable.from([Buffer.from(end.labelfile)]));
  return { first: first as string, directories, ...(end as { lsn: string; last: string; at: Date }) };
}

/**
 * Copies the files of a running cluster to the target, with the log that they need. The shop goes on meanwhile. Throws
 * what the disk or the database says; what was copied is removed then.
 */
export async function copyCluster(target: Target, { url, dir }: Cluster): Promise<Manifest> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { segmentBytes, system, at, ...about } = (await client.query(readCluster)).rows[0];
    return await collectBackup(target, at, async (store) => {
      const put: Put = (name, source) => store(`${parts.database}${name}`, source);
      const { first, last, lsn, at: point, directories } = await copyFiles(client, dir, put);
      await copyLog(dir, { first, last, segmentBytes }, put);
      await store(parts.password, createReadStream(getPasswordFile(dir)));
      const log = { system, segmentBytes, first, last, stopLsn: lsn };
      return { kind: "cluster", point: point.toISOString(), ...about, log, migration: null, directories };
    });
  } finally {
    await client.end();
  }
}
