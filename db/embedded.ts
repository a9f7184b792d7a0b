import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  type Account,
  findAccount,
  findBinaries,
  findFreePort,
  isEnterable,
  makeEnterable,
  quoteForShell,
  run,
  startPostgres,
  startSettings,
  stopPostgres,
} from "./postgres-process";

/**
 * The location of the data directory: as given, or under /var/lib when only root may enter a folder above it. Missing
 * folders are created so that others may enter them, so the result is the same before and after.
 */
export function resolveEmbeddedDataDir(given: string): string {
  const dir = path.resolve(given);
  if (process.getuid?.() !== 0 || isEnterable(path.dirname(dir))) return dir;
  return path.join("/var/lib/selvedge", dir.replaceAll(path.sep, "_"));
}

/** One sentence for a user who looks for the database in `given` and will not find it there, or null. */
export function getEmbeddedDirNotice(given: string): string | null {
  const dir = resolveEmbeddedDataDir(given);
  if (dir === path.resolve(given)) return null;
  return `The database is in ${dir}: only root may enter ${path.dirname(path.resolve(given))}, and PostgreSQL does not run as root.`;
}

function inspectProcess(pid: string): { zombie: boolean; postgres: boolean } {
  if (process.platform !== "linux") {
    try {
      const line = execFileSync("ps", ["-o", "stat=,command=", "-p", pid], { encoding: "utf8" });
      return { zombie: line.startsWith("Z"), postgres: line.includes("postgres") };
    } catch {
      return { zombie: false, postgres: false };
    }
  }
  try {
    const zombie = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.startsWith("Z") ?? false;
    return { zombie, postgres: readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres") };
  } catch {
    return { zombie: false, postgres: false };
  }
}

/** The port of a postmaster that is really running on `dir`, or null. A killed one may stay a zombie for seconds. */
export async function findRunningPort(dir: string): Promise<number | null> {
  let lines: string[];
  try {
    lines = readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const [pid = "", dataDir, , port] = lines;
  for (let i = 0; i < 50 && inspectProcess(pid).zombie; i++) await sleep(100);
  return dataDir === dir && inspectProcess(pid).postgres ? Number(port) : null;
}

/** The file beside the data directory `dir` with its superuser's password. */
export const getPasswordFile = (dir: string): string => path.join(path.dirname(dir), `${path.basename(dir)}-password`);

function buildUrl(dir: string, port: number): string {
  const password = readFileSync(getPasswordFile(dir), "utf8").trim();
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function initialise(dir: string, initdb: string, as: Account): Promise<void> {
  makeEnterable(path.dirname(dir));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (as.uid !== undefined) chownSync(dir, as.uid, as.gid ?? 0);
  const password = randomBytes(24).toString("hex");
  writeFileSync(getPasswordFile(dir), password, { mode: 0o600 });
  // initdb reads the password as its own user, who may not read files of this one.
  const given = path.join(tmpdir(), `selvedge-${randomBytes(8).toString("hex")}`);
  writeFileSync(given, password, { mode: 0o600 });
  if (as.uid !== undefined) chownSync(given, as.uid, as.gid ?? 0);
  const locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const auth = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", given];
  await run(initdb, ["-D", dir, ...auth, ...locale], as).finally(() => rmSync(given));
}

/**
 * One owner per cluster, by a lock that ends with its connection: it can never go stale. `lost` is called when that
 * connection ends.
 */
async function acquireOwnership(url: string, lost: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  // What ends it is told by `end`.
  client.on("error", () => {});
  await client.connect();
  for (let i = 0; i < 30; i++) {
    const { rows } = await client.query<{ ok: boolean }>("select pg_try_advisory_lock(727000) as ok");
    if (rows[0]?.ok) return client.once("end", lost);
    await sleep(100);
  }
  await client.end();
  throw new Error("another Selvedge already runs on this data directory");
}

/**
 * The folder beside the data directory `dir` into which the database hands over each completed file of its write-ahead
 * log. While it exists the log is archived; each start looks.
 */
export const getWalFolder = (dir: string): string => `${dir}-wal`;

/** Creates or removes that folder before a start. */
export function setArchiving(given: string, on: boolean): void {
  const dir = resolveEmbeddedDataDir(given);
  const folder = getWalFolder(dir);
  if (!on) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  makeEnterable(path.dirname(folder));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = findAccount();
  if (uid !== undefined) chownSync(folder, uid, gid ?? 0);
}

/** Longest time in seconds after which what was written is handed over. */
const archiveSeconds = 60;

/**
 * Settings that hand over the log into `folder`. A file that is there already is left alone; a copy that broke off is
 * made again.
 */
export function buildArchiveSettings(folder: string): string[] {
  const to = `${quoteForShell(folder.replaceAll("%", "%%"))}/%f`;
  const command = `test ! -f ${to} && cp -p %p ${to}.part && sync ${to}.part && mv ${to}.part ${to}`;
  return ["archive_mode=on", `archive_timeout=${archiveSeconds}`, `archive_command=${command}`];
}

/** What a start of the cluster in `dir` sets; `durable: false` switches fsync off. */
function buildSettings(dir: string, durable: boolean): string[] {
  const unsafe = durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
  const archive = existsSync(getWalFolder(dir)) ? buildArchiveSettings(getWalFolder(dir)) : [];
  return [...startSettings, ...unsafe, ...archive];
}

/** Stops an adopted cluster that archives although it must not, or the reverse: this changes at a start only. */
async function stopWhenArchivingDiffers(dir: string, pgCtl: string): Promise<boolean> {
  const archives = readFileSync(path.join(dir, "postmaster.opts"), "utf8").includes("archive_mode=on");
  if (archives === existsSync(getWalFolder(dir))) return false;
  await stopPostgres(pgCtl, { dir, as: findAccount() });
  return true;
}

export type Embedded = {
  url: string;
  port: number;
  state: "new" | "started" | "adopted";
  /** From now on a killed cluster is restarted on its port; `failed` is called when that is impossible. */
  keepRunning(failed: (reason: Error) => void): void;
  stop(): Promise<void>;
};

/** Restart attempts of a killed cluster, a second apart: its remaining processes end by themselves meanwhile. */
const restartTries = 30;

/**
 * Starts the cluster in `given` (created when absent, UTF-8 regardless of LANG) or adopts the one a killed process left
 * running. `durable: false` switches fsync off, for tests; `port` is its previous port, which other processes may still
 * use. Throws when another process owns it.
 */
export async function startEmbedded(
  given: string,
  options: { durable?: boolean; port?: number } = {},
): Promise<Embedded> {
  const dir = resolveEmbeddedDataDir(given);
  const as = findAccount();
  const bin = await findBinaries(as, dir);
  const fresh = !existsSync(path.join(dir, "PG_VERSION"));
  if (fresh) await initialise(dir, bin.initdb, as);
  const adopted = await findRunningPort(dir);
  const port = adopted ?? options.port ?? (await findFreePort());
  const startServer = () =>
    startPostgres(bin.pg_ctl, { dir, port, as, settings: buildSettings(dir, options.durable ?? true) });
  if (adopted === null || (await stopWhenArchivingDiffers(dir, bin.pg_ctl))) await startServer();
  const url = buildUrl(dir, port);
  let stopping = false;
  let failed = null as ((reason: Error) => void) | null;
  const comeBack = async () => {
    if (stopping || !failed) return;
    let reason = new Error("it does not start");
    for (let i = 0; i < restartTries && !stopping; i++) {
      try {
        if ((await findRunningPort(dir)) === null) await startServer();
        owner = await acquireOwnership(url, lost);
        return;
      } catch (error) {
        reason = error as Error;
        await sleep(1_000);
      }
    }
    if (!stopping) failed(reason);
  };
  const lost = () => void comeBack();
  let owner = await acquireOwnership(url, lost);
  return {
    url,
    port,
    state: fresh ? "new" : adopted === null ? "started" : "adopted",
    keepRunning(told) {
      failed = told;
    },
    async stop() {
      stopping = true;
      await owner.end();
      await stopPostgres(bin.pg_ctl, { dir, as }).catch((e) => console.error(String(e)));
    },
  };
}

/** URL of the cluster in `given` when another process runs it, else null: for commands beside a running shop. */
export async function findRunningEmbedded(given: string): Promise<string | null> {
  const dir = resolveEmbeddedDataDir(given);
  const port = await findRunningPort(dir);
  return port === null ? null : buildUrl(dir, port);
}
