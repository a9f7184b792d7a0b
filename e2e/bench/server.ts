import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import path from "node:path";
import { closeDb } from "@/db/client";
import { findRunningEmbedded, resolveEmbeddedDataDir } from "@/db/embedded";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { makeProduct } from "@/server/testing/factories";
import { openSql, type Sql } from "@/server/testing/sql";

const ownDir = ".data/bench";

export type Guest = { shopperId: string; cookie: string };
export type BenchServer = {
  port: number;
  /** Of its database. */
  url: string;
  pid: number;
  /** Where Node's inspector listens once SIGUSR1 asks for it. */
  inspectPort: number;
  postmasterPid: number;
  /** A connection of the bench's own. */
  sql: Sql;
  /** New guests, each with `devices` cookies. */
  guests(count: number, devices?: number): Promise<(Guest & { cookies: string[] })[]>;
  /** Ids of `count` variants of a new product. */
  variants(count: number): Promise<string[]>;
  stop(): Promise<void>;
};

export const printProgress = (line: string): void => void process.stderr.write(`${line}\n`);

/** A port that is free now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function ensureBuilt(): Promise<void> {
  const script = "import('./server/cli/steps.mjs').then((s) => s.ensureBuilt())";
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", 2, 2] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("the build failed");
}

async function waitUntilReady(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error("the server ended; its message is above");
    const answered = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answered?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The local Stripe in a process of its own, which ends with the bench. Gives the settings that name it. */
async function startStripe(shopPort: number): Promise<Record<string, string>> {
  const port = await findFreePort();
  const secret = "whsec_bench";
  const hook = `http://127.0.0.1:${shopPort}/api/stripe/webhook`;
  const stripeArgs = ["--port", String(port), "--webhook", hook, "--secret", secret];
  // One process, without a wrapper that would outlive the signal.
  const child = spawn(process.execPath, ["--import", "tsx", "server/cli/local-stripe.ts", ...stripeArgs], {
    stdio: ["ignore", "pipe", 2],
  });
  process.once("exit", () => child.kill());
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return { LOCAL_STRIPE_URL: `http://127.0.0.1:${port}`, STRIPE_WEBHOOK_SECRET: secret };
}

/** A further server shares the cookie secret of the first, which this process uses. */
function shareSecrets(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  if (dataDir !== ownDir) copyFileSync(`${ownDir}/secrets.json`, `${dataDir}/secrets.json`);
}

/** A further process on the database of `shop`, without pages: as one of two. */
export async function startBeside(shop: BenchServer, env: Record<string, string>) {
  const [port, inspectPort] = [await findFreePort(), await findFreePort()];
  const child = spawn(process.execPath, [`--inspect-port=${inspectPort}`, "dist/main.mjs"], {
    stdio: ["ignore", 2, 2],
    env: {
      ...process.env,
      NODE_ENV: "production" as const,
      HOST: "127.0.0.1",
      PORT: String(port),
      DATABASE_URL: shop.url,
      DEMO: "0",
      TRUSTED_PROXY_HOPS: "1",
      PROCESSES: "2",
      ROLE: "web",
      ...env,
    },
  });
  process.once("exit", () => child.kill());
  await waitUntilReady(port, child);
  return {
    port,
    pid: child.pid ?? 0,
    inspectPort,
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** Builds what is stale and starts a production server with a database of its own, as `npm start -- --processes N` would. */
export async function startBenchServer(dataDir = ownDir, processes = 1): Promise<BenchServer> {
  await ensureBuilt();
  shareSecrets(dataDir);
  const port = await findFreePort();
  printProgress("starting the server …");
  // This process uses the first server's database.
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    // A server with a size of its own has no demo data.
    ...(dataDir === ownDir ? {} : { DEMO: "0" }),
    NODE_ENV: "production" as const,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    // Shoppers come from addresses of their own, as behind a proxy: one address would be rate-limited.
    TRUSTED_PROXY_HOPS: "1",
    ...(await startStripe(port)),
  };
  const inspectPort = await findFreePort();
  const child = spawn(
    process.execPath,
    [`--inspect-port=${inspectPort}`, "dist/main.mjs", "--processes", String(processes)],
    {
      stdio: ["ignore", 2, 2],
      env,
    },
  );
  process.once("exit", () => child.kill());
  await waitUntilReady(port, child);
  const url = await findRunningEmbedded(`${dataDir}/pg`);
  if (!url) throw new Error("the server's database is not there");
  if (dataDir === ownDir) {
    process.env.DATABASE_URL = url;
    process.env.DATA_DIR = dataDir;
    await loadSecrets();
  }
  const sql = openSql(url, { max: 2 });
  await sql`create extension if not exists pg_stat_statements`;
  await sql`select pg_stat_statements_reset()`;
  return {
    port,
    url,
    pid: child.pid ?? 0,
    inspectPort,
    postmasterPid: Number(
      readFileSync(path.join(resolveEmbeddedDataDir(`${dataDir}/pg`), "postmaster.pid"), "utf8").split("\n")[0],
    ),
    sql,
    guests: (count, devices = 1) => createGuests(sql, count, devices),
    async variants(count) {
      const made = await makeProduct(Array.from({ length: count }, (_, i) => `size ${i + 1}`));
      return made.variants.map((v) => v.id);
    },
    async stop() {
      await closeDb();
      await sql.end();
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

async function createGuests(sql: Sql, count: number, devices: number) {
  const made = Array.from({ length: count }, () => ({
    shopperId: randomUUID(),
    secrets: Array.from({ length: devices }, generateSecret),
  }));
  await sql.insert(
    "shopper",
    made.map((m) => ({ id: m.shopperId, kind: "guest" })),
  );
  const rows = made.flatMap((m) => m.secrets.map((s) => ({ shopper_id: m.shopperId, secret_hash: sha256(s) })));
  for (let i = 0; i < rows.length; i += 5_000) {
    await sql.insert("shopper_device", rows.slice(i, i + 5_000));
  }
  return made.map((m) => {
    const cookies = m.secrets.map((s) => signCookie("selvedge-guest", s));
    return { shopperId: m.shopperId, cookie: cookies[0] ?? "", cookies };
  });
}
