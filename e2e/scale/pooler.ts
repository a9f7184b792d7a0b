import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { findFreePort } from "@/e2e/bench/server";
import { withDatabase } from "@/server/testing/cluster";
import { assertProgram, startProgram, waitUntil } from "./house";

const canConnect = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
    socket.on("connect", () => socket.end());
  });

/** As root PgBouncer wants another user: PostgreSQL's, who also must be able to read what is in `dir`. */
function giveToPostgres(dir: string): string[] {
  if (process.getuid?.() !== 0) return [];
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]));
  for (const file of [dir, `${dir}/pgbouncer.ini`, `${dir}/users.txt`]) chownSync(file, id("-u"), id("-g"));
  return ["-u", "postgres"];
}

/** Debian's PgBouncer before the server at `direct`, as the repository configures it; `url` is the same database through it. */
export async function startPooler(direct: string) {
  assertProgram("pgbouncer");
  const port = await findFreePort();
  const { hostname, port: behind, username, password } = new URL(direct);
  const dir = mkdtempSync(path.join(tmpdir(), "selvedge-pgbouncer-"));
  chmodSync(dir, 0o700);
  const text = readFileSync("docs/proxy/pgbouncer.ini", "utf8")
    .replace("host=127.0.0.1 port=5432", `host=${hostname} port=${behind}`)
    .replace("listen_port = 6432", `listen_port = ${port}`)
    .replace("/etc/pgbouncer/userlist.txt", `${dir}/users.txt`)
    .concat(`stats_users = ${username}\n`);
  writeFileSync(`${dir}/pgbouncer.ini`, text);
  writeFileSync(`${dir}/users.txt`, `"${username}" "${decodeURIComponent(password)}"\n`, { mode: 0o600 });
  const program = startProgram("pgbouncer", [...giveToPostgres(dir), `${dir}/pgbouncer.ini`]);
  await waitUntil("pgbouncer answers", () => {
    if (!program.isAlive()) throw new Error("pgbouncer ended; see .data/scale/pgbouncer.log");
    return canConnect(port);
  });
  const url = new URL(direct);
  url.port = String(port);
  return {
    url: url.toString(),
    async countTransactions(): Promise<number> {
      const console = new pg.Client({ connectionString: withDatabase(url.toString(), "pgbouncer") });
      await console.connect();
      const { rows } = await console.query<{ xact_count: string }>("show stats_totals");
      await console.end();
      return rows.reduce((sum, row) => sum + Number(row.xact_count), 0);
    },
    async stop() {
      await program.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
