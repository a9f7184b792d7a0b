import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import pg from "pg";
import { getPasswordFile } from "@/db/embedded";
import { openReplication, runExchange } from "@/db/replication";
import { collectBackup, type Put, parts } from "./collect";
import { formatSegment, parseLsn } from "./log.rules";
import type { Manifest } from "./schema";
import type { Target } from "./target";

/** A running cluster that may be replicated; `dir`: the files of the embedded one, null for another. */
type Cluster = { url: string; dir: string | null };

const aboutCluster = `select system_identifier::text as system, current_user::text as user, current_database()::text as database,
  current_setting('server_version_num')::int / 10000 as postgres, clock_timestamp()::timestamptz(3) as at,
  pg_size_bytes(current_setting('wal_segment_size'))::int as "segmentBytes" from pg_control_system()`;
const readClock = "select clock_timestamp()::timestamptz(3) as at";
/** The whole cluster as one tar archive with the log that it needs; the server verifies the checksums of its pages. */
const baseBackup = "BASE_BACKUP (LABEL 'selvedge', CHECKPOINT 'fast', WAL true, WAIT false, MANIFEST 'no')";
/** Keeps that log from being recycled until this connection ends. */
const holdLog = () =>
  `CREATE_REPLICATION_SLOT selvedge_${randomBytes(4).toString("hex")} TEMPORARY PHYSICAL (RESERVE_WAL)`;

const kinds = { archive: "n".charCodeAt(0), data: "d".charCodeAt(0) };

/** The archive out of the messages of a base backup. Throws when the cluster has tablespaces. */
async function* readArchive(messages: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let archives = 0;
  for await (const message of messages) {
    if (message[0] === kinds.archive && ++archives > 1) throw new Error("tablespaces are not backed up");
    if (message[0] === kinds.data) yield message.subarray(1);
  }
}

/** Stores the archive. Returns where in the log it begins and ends. */
async function copyFiles(url: string, put: Put) {
  const client = await openReplication(url);
  try {
    await client.query(holdLog());
    const { messages, rows } = runExchange(client, baseBackup);
    await put(parts.archive, readArchive(messages));
    const positions = (await rows).filter(({ recptr }) => recptr);
    const [begin, end] = [positions[0], positions.at(-1)];
    if (!begin?.recptr || !end?.recptr) throw new Error("the server said no position in its log");
    return { begin: parseLsn(begin.recptr), end: parseLsn(end.recptr), stopLsn: end.recptr, timeline: Number(end.tli) };
  } finally {
    await client.end();
  }
}

/**
 * Copies a running cluster to the target, with the log that it needs. The shop goes on meanwhile. Throws what the disk or
 * the database says; what was copied is removed then.
 */
export async function copyCluster(target: Target, { url, dir }: Cluster): Promise<Manifest> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { segmentBytes, system, at, ...about } = (await client.query(aboutCluster)).rows[0];
    return await collectBackup(target, at, async (put) => {
      const { begin, end, stopLsn, timeline } = await copyFiles(url, put);
      const { rows } = await client.query<{ at: Date }>(readClock);
      if (dir) await put(parts.password, createReadStream(getPasswordFile(dir)));
      const toName = (lsn: bigint) =>
        formatSegment({ timeline, number: Number(lsn / BigInt(segmentBytes)) }, segmentBytes);
      // The end is the first position that the copy does not need.
      const log = { system, segmentBytes, first: toName(begin), last: toName(end - 1n), stopLsn };
      return { kind: "cluster", point: (rows[0]?.at ?? at).toISOString(), ...about, log, migration: null };
    });
  } finally {
    await client.end();
  }
}
