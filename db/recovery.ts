// Brings a copied cluster to a point in time by replaying its write-ahead log.
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findRunningPort, getWalFolder } from "./embedded";
import {
  findAccount,
  findPgCtl,
  quoteForShell,
  run,
  startPostgres,
  startSettings,
  stopPostgres,
} from "./postgres-process";

/**
 * `dir`: the copied cluster; `walDir`: its log, files by name; `to`: the last moment that counts, null the end of the
 * log; `major`: its version; `archive`: settings under which the cluster's new timeline is archived.
 */
export type Recovery = { dir: string; walDir: string; to: Date | null; major: number; archive: string[] };

/** How to log in to the cluster while it is recovered: only who may enter its private folder can. */
export type Login = { user: string; database: string };

const pollMs = 200;

/** A folder for the cluster's socket, whose owner may log in without a password. */
function createSocketDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "selvedge-"));
  writeFileSync(path.join(dir, "hba.conf"), "local all all trust\n");
  const { uid, gid } = findAccount();
  if (uid !== undefined) for (const name of ["", "hba.conf"]) chownSync(path.join(dir, name), uid, gid ?? 0);
  return dir;
}

/** What the cluster wrote last about why it ended. */
function readLastFatal(dir: string): string {
  const lines = readFileSync(path.join(dir, "server.log"), "utf8").split("\n");
  const isReason = (line: string) => /FATAL|PANIC/.test(line) && !/not accepting connections|starting up/.test(line);
  return lines.findLast(isReason)?.replace(/^.*(FATAL|PANIC): +/, "") ?? "it does not start";
}

/** Resolves when the whole log was replayed and the cluster takes connections. Throws when it ended instead. */
async function waitUntilReplayed(dir: string, url: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      return await client.end();
    } catch {
      if ((await findRunningPort(dir)) === null) throw new Error(readLastFatal(dir));
      await sleep(pollMs);
    }
  }
}

/** Whether no transaction ended after the point that was asked for: the end of the log is that point. */
const isPastTheEnd = (error: unknown) => String(error).includes("ended before configured recovery target");

/**
 * Replays the log, runs `work` on the recovered cluster and stops it. `signal` asks PostgreSQL to recover; the cluster
 * then begins a timeline of its own. Throws what PostgreSQL says when the log does not suffice.
 */
export async function recoverCluster(
  recovery: Recovery,
  { user, database }: Login,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const { dir, walDir, major, archive } = recovery;
  const as = findAccount();
  const pg_ctl = await findPgCtl(as, dir, major);
  const socket = createSocketDir();
  const port = 5432;
  const owned = [dir, walDir, getWalFolder(dir)];
  const fetch = `cp ${quoteForShell(walDir.replaceAll("%", "%%"))}/%f %p`;
  const settings = [
    ...startSettings.filter((setting) => !setting.startsWith("listen_addresses")),
    ...["listen_addresses=", `unix_socket_directories=${socket}`, `hba_file=${path.join(socket, "hba.conf")}`],
    // Nobody reads before the end, and the copied cluster may have had more connections than this one.
    ...["hot_standby=off", `restore_command=${fetch}`],
    ...archive,
  ];
  const url = `postgres://${encodeURIComponent(user)}@/${encodeURIComponent(database)}?host=${socket}&port=${port}`;
  const replay = async (to: Date | null) => {
    const target = to
      ? [`recovery_target_time=${to.toISOString().replace("Z", "+00")}`, "recovery_target_action=promote"]
      : [];
    writeFileSync(path.join(dir, "recovery.signal"), "");
    if (as.uid !== undefined) await run("chown", ["-R", `${as.uid}:${as.gid}`, ...owned], {});
    const start = startPostgres(pg_ctl, { dir, port, as, settings: [...settings, ...target] });
    await start.catch(() => Promise.reject(new Error(readLastFatal(dir))));
    await waitUntilReplayed(dir, url);
  };
  try {
    await replay(recovery.to).catch((error) => {
      if (recovery.to && isPastTheEnd(error)) return replay(null);
      throw error;
    });
    await work(url);
  } finally {
    if ((await findRunningPort(dir)) !== null) await stopPostgres(pg_ctl, { dir, as });
    rmSync(socket, { recursive: true });
  }
}
