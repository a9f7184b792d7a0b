import "@/server/app/register";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDb } from "@/db/client";
import { resolveEmbeddedDataDir, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { findFreePort } from "@/e2e/bench/server";
import { loadSecrets } from "@/server/platform/secrets";

const dataDir = ".data/scale";

/** Asks every 50 ms until `ask` gives something true. Throws after three minutes. */
export async function waitUntil(what: string, ask: () => Promise<unknown> | unknown): Promise<void> {
  for (const until = performance.now() + 180_000; !(await ask()); await sleep(50)) {
    if (performance.now() > until) throw new Error(`${what}: not within three minutes`);
  }
}

/** Throws with the command to install a program that is missing. */
export function assertProgram(name: string): void {
  const found = spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
  if (!found) throw new Error(`${name} is missing; as root: apt-get install -y --no-install-recommends ${name}`);
}

type ProgramOptions = { env?: Record<string, string>; cwd?: string };

/** Starts a program whose output goes to a log; `stop` sends SIGTERM and waits. */
export function startProgram(command: string, args: string[], { env = {}, cwd = "." }: ProgramOptions = {}) {
  mkdirSync(dataDir, { recursive: true });
  const log = openSync(`${dataDir}/${command.split("/").at(-1)}.log`, "a");
  const child: ChildProcess = spawn(command, args, {
    stdio: ["ignore", log, log],
    cwd,
    env: { ...process.env, ...env },
  });
  closeSync(log);
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    isAlive,
    async stop() {
      if (!isAlive()) return;
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    },
  };
}
type Program = ReturnType<typeof startProgram>;

export type ServerProcess = { port: number; start(): Promise<void>; stop(): Promise<void> };

/** A production server process on a port of its own, as a unit of systemd would run it. */
async function createServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const port = await findFreePort();
  let program: Program | undefined;
  return {
    port,
    async start() {
      program = startProgram(process.execPath, ["dist/main.mjs"], { env: { ...env, PORT: String(port) } });
      await waitUntil(`the process on ${port} is ready`, async () => {
        if (!program?.isAlive()) throw new Error(`a server process ended; see ${dataDir}/node.log`);
        return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok;
      });
    },
    stop: async () => program?.stop(),
  };
}

/** The four processes that the proxies' configuration names, on a cluster of their own. */
export async function openHouse(extra: Record<string, string> = {}) {
  const pg = resolveEmbeddedDataDir(`${dataDir}/pg`);
  for (const dir of [dataDir, pg, `${pg}-password`]) rmSync(dir, { recursive: true, force: true });
  const cluster = await startEmbedded(`${dataDir}/pg`);
  Object.assign(process.env, { DATA_DIR: dataDir, DATABASE_URL: cluster.url, DEMO: "0", LOG_LEVEL: "silent" });
  await migrateDatabase(cluster.url);
  await loadSecrets();
  const env = {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    DATA_DIR: dataDir,
    DATABASE_URL: cluster.url,
    DEMO: "0",
    LOG_LEVEL: "warn",
    PROCESSES: "4",
    TRUSTED_PROXY_HOPS: "1",
    ...extra,
  };
  const processes: ServerProcess[] = [];
  for (let i = 0; i < 4; i++) processes.push(await createServerProcess(env));
  for (const process of processes) await process.start();
  return {
    cluster,
    processes,
    async close() {
      await Promise.all(processes.map((process) => process.stop()));
      await closeDb();
      await cluster.stop();
    },
  };
}

/** Writes a file for a program of the test; returns its path. */
export function writeConfiguration(name: string, text: string): string {
  writeFileSync(`${dataDir}/${name}`, text);
  return `${dataDir}/${name}`;
}
