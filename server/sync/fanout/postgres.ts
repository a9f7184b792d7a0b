import { randomUUID } from "node:crypto";
import pg from "pg";
import { log } from "@/server/platform/log";
import { getRetryMs } from "@/server/platform/redis";
import { createMemoryFanout, type Fanout, formatMessage, parseMessage } from "./driver";

const channel = "selvedge_fanout";
/** PostgreSQL refuses a payload of 8,000 bytes. */
const maxPayload = 7_999;
/** Messages that wait while a batch is on its way; of more than these the oldest are lost. */
const maxWaiting = 10_000;
const maxBatch = 500;
/** A connection whose other end has vanished is found within twice this time. */
const checkMs = 5_000;

const removeBody = (line: string): string => `${line.split(" ", 3).join(" ")} `;

/** Packs lines into payloads: a sender's id, then as many lines as fit. A line that is too long goes without its body. */
export function packPayloads(sender: string, lines: string[]): string[] {
  const payloads: string[] = [];
  const most = maxPayload - Buffer.byteLength(sender);
  let packed: string[] = [];
  let size = 0;
  const finish = () => {
    if (packed.length > 0) payloads.push([sender, ...packed].join("\n"));
    packed = [];
    size = 0;
  };
  for (const line of lines) {
    const fitting = Buffer.byteLength(line) < most ? line : removeBody(line);
    const bytes = Buffer.byteLength(fitting) + 1;
    if (size + bytes > most) finish();
    packed.push(fitting);
    size += bytes;
  }
  finish();
  return payloads;
}

type Connection = { run(text: string, values?: unknown[]): Promise<void>; close(): Promise<void> };

/** Opens the connection that listens and notifies. `lost` is called once, when it has failed. */
async function connect(url: string, hear: (payload: string) => void, lost: () => void): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "selvedge fan-out",
    keepAlive: true,
    connectionTimeoutMillis: checkMs,
    query_timeout: checkMs,
  });
  let open = true;
  const fail = (err?: unknown) => {
    if (!open) return;
    open = false;
    log().warn({ err }, "the fan-out's connection to the database was lost");
    client.end().catch(() => {});
    lost();
  };
  client.on("notification", ({ payload }) => hear(payload ?? ""));
  client.on("error", fail);
  client.on("end", fail);
  const run = async (text: string, values: unknown[] = []) => {
    if (open) await client.query(text, values).catch(fail);
  };
  await client.connect().catch(fail);
  // A notification is a commit: it need not wait for the disk.
  await run("set synchronous_commit = off");
  await run(`listen ${channel}`);
  return {
    run,
    async close() {
      open = false;
      await client.end();
    },
  };
}

/**
 * The driver over PostgreSQL's LISTEN and NOTIFY, on one connection of its own: notifying inside of a writing
 * transaction would make all of these commit one after another. Messages are sent at once, and those that came while
 * others were on their way together, a millisecond or two later. `url` must reach the server itself, not a pooler.
 */
export function createPostgresFanout(url: string): Fanout {
  const local = createMemoryFanout();
  const sender = randomUUID();
  let connection: Connection | null = null;
  let waiting: string[] = [];
  let sending = false;
  let sent = Promise.resolve();
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  function hear(payload: string): void {
    const [from, ...lines] = payload.split("\n");
    if (from === sender) return;
    for (const message of lines.map(parseMessage)) if (message) local.publish(message);
  }
  async function open(): Promise<void> {
    let failed = false;
    const opened = await connect(url, hear, () => {
      failed = true;
      connection = null;
      waiting = [];
      if (!closed) retry = setTimeout(open, getRetryMs());
    });
    if (failed) return;
    if (closed) await opened.close();
    else connection = opened;
  }
  async function flush(): Promise<void> {
    sending = true;
    // What is published in the same turn goes together.
    await new Promise(setImmediate);
    while (connection && waiting.length > 0) {
      const payloads = packPayloads(sender, waiting.splice(0, maxBatch));
      await connection.run("select pg_notify($1, payload) from unnest($2::text[]) payload", [channel, payloads]);
    }
    sending = false;
  }
  const check = setInterval(() => void connection?.run("select 1"), checkMs).unref();
  void open();
  return {
    publish(message) {
      local.publish(message);
      if (!connection) return;
      if (waiting.length === maxWaiting) waiting.shift();
      waiting.push(formatMessage(message));
      if (!sending) sent = flush();
    },
    subscribe: local.subscribe,
    health: () => (connection ? "ok" : "degraded"),
    async close() {
      closed = true;
      clearInterval(check);
      clearTimeout(retry);
      await sent;
      const last = connection;
      connection = null;
      await Promise.all([local.close(), last?.close()]);
    },
  };
}
