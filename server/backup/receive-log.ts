import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { type Exchange, openReplication, runExchange } from "@/db/replication";
import { formatLsn, formatSegment, parseLsn, parseSegment } from "./log.rules";

/** Pause between messages that say how far the log was received; the server closes the connection without them. */
const statusMs = 10_000;

/** What is received: `part` is the path of the unfinished file, null before its first byte. */
export type Receiver = { part(): string | null; ended(): Error | null; stop(): Promise<void> };

type Start = { timeline: number; lsn: bigint; segmentBytes: number };

/** Says how far the log was written. No flushed position: a server never waits for its backup as for a standby. */
function buildStatus(written: bigint): Buffer {
  const status = Buffer.alloc(34);
  status.write("r");
  status.writeBigUInt64BE(written, 1);
  return status;
}

/** Bytes of a size as PostgreSQL shows it: `16MB`. */
function parseSize(text: string): number {
  const [, count = "0", unit = "B"] = /^(\d+)(B|kB|MB|GB)?$/.exec(text) ?? [];
  return Number(count) * 1024 ** ["B", "kB", "MB", "GB"].indexOf(unit);
}

/** Where to begin: behind `after`, the newest file that is there, or with the file that is being written. */
async function findStart(client: pg.Client, folder: string, after: string | null): Promise<Start> {
  const { timeline: said, xlogpos } = (await client.query("IDENTIFY_SYSTEM")).rows[0];
  // An int8 since PostgreSQL 16, which comes as a text.
  const timeline = Number(said);
  const segmentBytes = parseSize((await client.query("SHOW wal_segment_size")).rows[0].wal_segment_size);
  if (timeline > 1) {
    const { filename, content } = (await client.query(`TIMELINE_HISTORY ${timeline}`)).rows[0];
    await writeFile(path.join(folder, filename), String(content));
  }
  const last = after ? parseSegment(after, segmentBytes) : null;
  const current = parseLsn(xlogpos) / BigInt(segmentBytes);
  const number = last && last.timeline === timeline ? BigInt(last.number + 1) : current;
  return { timeline, segmentBytes, lsn: (number < current ? number : current) * BigInt(segmentBytes) };
}

/** Writes what arrives into files of the log; each is called NAME.part until it is complete. */
class SegmentWriter {
  private file: FileHandle | null = null;
  private place = "";
  private readonly folder: string;
  private readonly start: Start;
  /** The position in the log up to which everything is written. */
  lsn: bigint;

  constructor(folder: string, start: Start) {
    this.folder = folder;
    this.start = start;
    this.lsn = start.lsn;
  }

  part(): string | null {
    return this.file ? this.place : null;
  }

  /** Throws when `data` does not follow what is there. */
  async write(at: bigint, data: Buffer): Promise<void> {
    if (at !== this.lsn) throw new Error(`the log went on at ${formatLsn(at)} instead of ${formatLsn(this.lsn)}`);
    const { segmentBytes, timeline } = this.start;
    for (let done = 0; done < data.length; ) {
      const offset = Number(this.lsn % BigInt(segmentBytes));
      const number = Number(this.lsn / BigInt(segmentBytes));
      const name = path.join(this.folder, formatSegment({ timeline, number }, segmentBytes));
      this.place = `${name}.part`;
      this.file ??= await open(this.place, "w", 0o600);
      const count = Math.min(data.length - done, segmentBytes - offset);
      await this.file.write(data, done, count, offset);
      done += count;
      this.lsn += BigInt(count);
      if (offset + count === segmentBytes) await this.complete(name);
    }
  }

  private async complete(name: string): Promise<void> {
    await this.file?.sync();
    await this.close();
    await rename(this.place, name);
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = null;
  }
}

const kinds = { data: "w".charCodeAt(0), alive: "k".charCodeAt(0) };

async function receive({ messages, send }: Exchange, writer: SegmentWriter): Promise<void> {
  const timer = setInterval(() => send(buildStatus(writer.lsn)), statusMs);
  try {
    for await (const message of messages) {
      if (message[0] === kinds.data) await writer.write(message.readBigUInt64BE(1), message.subarray(25));
      // The last byte asks for an answer.
      if (message[0] === kinds.alive && message.at(-1) === 1) send(buildStatus(writer.lsn));
    }
    throw new Error("the server has left this timeline");
  } finally {
    clearInterval(timer);
    await writer.close();
  }
}

/**
 * Receives the log of the server at `url` into files of `folder`, from behind the file `after`; from now on when the
 * server has that no longer. Nothing of it keeps the server from removing its log. Throws when it may not be received.
 */
export async function receiveLog(url: string, folder: string, after: string | null): Promise<Receiver> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) if (name.endsWith(".part")) await rm(path.join(folder, name));
  const client = await openReplication(url);
  try {
    const start = await findStart(client, folder, after);
    const command = `START_REPLICATION PHYSICAL ${formatLsn(start.lsn)} TIMELINE ${start.timeline}`;
    const writer = new SegmentWriter(folder, start);
    let ended: Error | null = null;
    const done = receive(runExchange(client, command), writer).catch((error) => {
      ended = error;
    });
    return {
      part: () => writer.part(),
      ended: () => ended,
      async stop() {
        await client.end();
        await done;
      },
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}
