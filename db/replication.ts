// PostgreSQL's replication protocol: base backups, and the write-ahead log as it is written.
import { Readable } from "node:stream";
import pg from "pg";

/**
 * A connection by the replication protocol. Throws where the role may not replicate, or the server's pg_hba.conf lets
 * nobody in for it.
 */
export async function openReplication(url: string): Promise<pg.Client> {
  const to = new URL(url);
  to.searchParams.set("replication", "true");
  const client = new pg.Client({ connectionString: to.href, keepAlive: true, connectionTimeoutMillis: 10_000 });
  // What runs on the connection is told by its own error.
  client.on("error", () => {});
  await client.connect();
  return client;
}

type Row = Record<string, string>;

/**
 * A command that answers with a stream of messages, as BASE_BACKUP and START_REPLICATION do. `messages` yields them one
 * by one; `rows` resolves to the rows before and after them; `send` answers the server.
 */
export type Exchange = { messages: Readable; rows: Promise<Row[]>; send(data: Buffer): void };

type Result = { rows: Row[] };
/** What a query of this library answers to beyond its types. */
type Command = pg.Query & {
  callback(error: Error | null, results: Result | Result[]): void;
  handleCopyData(message: { chunk: Buffer }, from: Connection): void;
};
type Connection = pg.Connection & { sendCopyFromChunk(data: Buffer): void };

/** Runs such a command. A reader that is slow slows the server down. */
export function runExchange(client: pg.Client, text: string): Exchange {
  let connection: Connection | undefined;
  const messages = new Readable({ objectMode: true, highWaterMark: 64, read: () => void connection?.stream.resume() });
  const command = new pg.Query(text) as Command;
  command.handleCopyData = ({ chunk }, from) => {
    connection = from;
    // The parser uses its memory again.
    if (!messages.push(Buffer.from(chunk))) from.stream.pause();
  };
  const rows = new Promise<Row[]>((resolve, reject) => {
    command.callback = (error, results) => {
      if (error) {
        messages.destroy(error);
        return reject(error);
      }
      messages.push(null);
      resolve([results].flat().flatMap((result) => result.rows));
    };
  });
  // Who reads the messages hears of the failure there.
  rows.catch(() => {});
  client.query(command);
  return { messages, rows, send: (data) => connection?.sendCopyFromChunk(data) };
}
