import "@/server/app/register";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { closeDb } from "@/db/client";
import { type Embedded, resolveEmbeddedDataDir, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { findFreePort } from "@/e2e/bench/server";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { setLocalStripe } from "@/server/platform/env";
import { loadSecrets } from "@/server/platform/secrets";
import { withDatabase } from "@/server/testing/cluster";
import { openSql, type Sql } from "@/server/testing/sql";
import { type ApiClient, createApiClient } from "./api-client";
import { type Gate, openGate } from "./network-gate";

export const dataDir = ".data/faults";
const secret = "whsec_faults";
const templateName = "house_template";

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks until `ask` gives something true; the time it took in ms. Throws after `withinMs`. */
export async function waitUntil(
  what: string,
  ask: () => Promise<unknown> | unknown,
  withinMs = 30_000,
): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await ask()) return performance.now() - startedAt;
    if (performance.now() - startedAt > withinMs) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await sleep(20);
  }
}

type ServerProcess = { pid: number; url: string; kill(): Promise<void>; alive(): boolean };
type StartOptions = { without?: string; workers?: boolean; env?: Record<string, string>; database?: string };

/** What a race needs of the environment. */
export type Shop = Pick<TestEnv, "api">;
export type TestEnv = {
  /** The database of the server under test; `db()` of this process uses the same one. */
  url: string;
  cluster: Embedded;
  postmaster(): number;
  stripe: Awaited<ReturnType<typeof startLocalStripe>>;
  /** Between the server and Stripe's API, and between Stripe's webhooks and the server. */
  toStripe: Gate;
  toServer: Gate;
  api: ApiClient;
  server: ServerProcess;
  /** How often to repeat what chance decides. */
  times: number;
  /** Starts the server (anew) and waits until it is ready. */
  start(how?: StartOptions): Promise<ServerProcess>;
  /** Runs `work` on a database of its own, with a server that lacks a guard when one is named. */
  withMutant<T>(
    how: StartOptions & { prepare?: string[]; disk?: string },
    work: (testEnv: TestEnv) => Promise<T>,
  ): Promise<T>;
  /** Gives up a database that stands on a disk of its own, and the disk. */
  dropDatabase(database: string): Promise<void>;
  close(): Promise<void>;
};

/** Opens the log anew for each process, so that what one wrote can be read. */
function spawnServer(port: number, env: Record<string, string>): ChildProcess {
  mkdirSync(dataDir, { recursive: true });
  const log = openSync(`${dataDir}/server.log`, "a");
  const child = spawn(process.execPath, ["dist/faults-server.mjs"], {
    stdio: ["ignore", log, log],
    env: { ...process.env, ...env, PORT: String(port) },
  });
  closeSync(log);
  return child;
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  await waitUntil(
    "the server is ready",
    async () => {
      if (child.exitCode !== null) throw new Error(`the server ended; see ${dataDir}/server.log`);
      return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
    },
    60_000,
  );
}

const buildServerEnv = (database: string, stripeUrl: string): Record<string, string> => ({
  NODE_ENV: "production",
  HOST: "127.0.0.1",
  DATA_DIR: dataDir,
  DATABASE_URL: database,
  DEMO: "1",
  LOG_LEVEL: "info",
  TRUSTED_PROXY_HOPS: "1",
  LOCAL_STRIPE_URL: stripeUrl,
  STRIPE_WEBHOOK_SECRET: secret,
});

/** Points `db()` of this process at a database. */
async function connectTo(url: string): Promise<void> {
  await closeDb();
  process.env.DATABASE_URL = url;
}

async function recreateDatabase(admin: Sql, name: string, disk?: string): Promise<void> {
  await admin.run(`drop database if exists ${name} with (force)`);
  if (disk) await admin.run(`create tablespace small_disk location '${disk}'`);
  const where = disk ? "tablespace small_disk" : "";
  await admin.run(`create database ${name} template ${templateName} strategy file_copy ${where}`);
}

/** Bundles the server of the faults. */
export const buildServer = () =>
  build({
    entryPoints: { "faults-server": "e2e/faults/server.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });

/** Starts the same server on each port, and waits until all are ready. */
export async function startServers(ports: number[], env: Record<string, string>): Promise<ServerProcess> {
  const children = ports.map((port) => spawnServer(port, { ...env, PROCESSES: String(ports.length) }));
  const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
  const toUrl = (port: number | undefined) => `http://127.0.0.1:${port}`;
  await Promise.all(children.map((child, i) => waitUntilReady(toUrl(ports[i]), child)));
  return {
    pid: children[0]?.pid ?? 0,
    url: toUrl(ports[0]),
    alive: () => children.every(isAlive),
    async kill() {
      await Promise.all(
        children.filter(isAlive).map((child) => {
          child.kill("SIGKILL");
          return once(child, "exit");
        }),
      );
    },
  };
}

/**
 * A cluster of its own, a migrated template in it, a local Stripe behind gates; no server runs yet. With several `processes`
 * of the server, requests and webhooks reach them in turn. `times`: see TestEnv.
 */
export async function openHouse(processes = 1, times = 1): Promise<TestEnv> {
  for (const dir of [
    dataDir,
    resolveEmbeddedDataDir(`${dataDir}/pg`),
    `${resolveEmbeddedDataDir(`${dataDir}/pg`)}-password`,
  ])
    rmSync(dir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  Object.assign(process.env, { DATA_DIR: dataDir, DEMO: "1", LOG_LEVEL: "silent" });
  const cluster = await startEmbedded(`${dataDir}/pg`);
  const admin = () => openSql(cluster.url);
  const first = admin();
  await first.run(`create database ${templateName}`);
  await migrateDatabase(withDatabase(cluster.url, templateName));
  await recreateDatabase(first, "house");
  await first.end();
  await loadSecrets();
  const ports: number[] = [];
  while (ports.length < processes) ports.push(await findFreePort());
  let asked = 0;
  const pickUrl = () => `http://127.0.0.1:${ports[asked++ % processes]}`;
  const toServer = await openGate(pickUrl);
  const webhook = { url: `${toServer.url}/api/stripe/webhook`, secret };
  const stripe = await startLocalStripe({ webhook });
  const toStripe = await openGate(() => stripe.url);
  setLocalStripe({ LOCAL_STRIPE_URL: stripe.url, STRIPE_WEBHOOK_SECRET: secret });
  const testEnv: TestEnv = {
    url: withDatabase(cluster.url, "house"),
    cluster,
    stripe,
    toStripe,
    toServer,
    postmaster: () =>
      Number(readFileSync(path.join(resolveEmbeddedDataDir(`${dataDir}/pg`), "postmaster.pid"), "utf8").split("\n")[0]),
    api: createApiClient(pickUrl, 200),
    server: { pid: 0, url: "", kill: async () => {}, alive: () => false },
    times,
    async start({ without = "", workers = true, env = {}, database = testEnv.url } = {}) {
      await testEnv.server.kill();
      const serverEnv = {
        ...buildServerEnv(database, toStripe.url),
        WITHOUT: without,
        WORKERS: workers ? "1" : "0",
        ...env,
      };
      testEnv.server = await startServers(ports, serverEnv);
      return testEnv.server;
    },
    async withMutant({ prepare = [], disk, ...how }, work) {
      const sql = admin();
      await recreateDatabase(sql, "twin", disk);
      await sql.end();
      const database = withDatabase(cluster.url, "twin");
      await connectTo(database);
      const before = testEnv.url;
      testEnv.url = database;
      try {
        const own = openSql(database);
        for (const statement of prepare) await own.run(statement);
        await own.end();
        await testEnv.start({ ...how, database });
        return await work(testEnv);
      } finally {
        testEnv.url = before;
        await testEnv.server.kill();
        await connectTo(before);
      }
    },
    async dropDatabase(database) {
      const sql = admin();
      await sql.run(`drop database if exists ${database} with (force)`);
      await sql.run("drop tablespace if exists small_disk");
      await sql.end();
    },
    async close() {
      await testEnv.server.kill();
      testEnv.api.close();
      await closeDb();
      await Promise.all([toStripe.close(), toServer.close(), stripe.close()]);
      await cluster.stop();
    },
  };
  await connectTo(testEnv.url);
  return testEnv;
}
