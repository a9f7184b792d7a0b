import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { sql } from "drizzle-orm";
import next from "next";
import { closeDb, db } from "@/db/client";
import { type Embedded, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { seedDemo } from "@/db/seed/demo";
import { sweepIdentity } from "@/server/identity/reactions";
import { signInLines } from "@/server/identity/start/commands";
import { startExpiry } from "@/server/orders/pickup/expiry/commands";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { handleMedia } from "@/server/platform/media";
import { loadSecrets } from "@/server/platform/secrets";
import { announceStart, baseUrl, checkDataDir, clearSentence } from "@/server/platform/start-notice";
import { handleStream, startSync, stopSync } from "@/server/sync/stream";
import { handleApi } from "@/server/trpc/http";
import { handleUpload } from "@/server/trpc/upload";

type PageHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;
type NextServer = ReturnType<typeof next> & { setupWebSocketHandler(server: Server): void };

/** After this the process leaves whatever is still open. */
const hardStopMs = 10_000;
const inFlightMs = 5_000;
/** Requests that have reached the socket and were not read yet are in flight too: stopping waits for this much quiet. */
const quietMs = 250;
const longestQuietMs = 2_000;
/** How often what ends by itself is looked for. */
const sweepMs = 15_000;

let stopping = false;
let lastRequestAt = 0;
let stopExpiry = () => {};
let page: PageHandler | undefined;
let embedded: Embedded | null = null;
let sweeps: NodeJS.Timeout | undefined;
let nextServer: NextServer | undefined;
const upgraded = new Set<Duplex>();

function json(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}

async function readiness(res: ServerResponse): Promise<void> {
  if (!page) {
    res.setHeader("retry-after", "1");
    return json(res, 503, { ok: false, starting: true });
  }
  const database = await db()
    .execute(sql`select 1`)
    .then(
      () => true,
      () => false,
    );
  const ok = database && !stopping;
  if (!ok) res.setHeader("retry-after", "1");
  json(res, ok ? 200 : 503, { ok, database });
}

function answer(req: IncomingMessage, res: ServerResponse): void {
  const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
  const failed = (err: unknown) => {
    log().error({ path, err }, "request failed");
    if (!res.headersSent) res.writeHead(500);
    res.end();
  };
  lastRequestAt = performance.now();
  if (stopping) res.setHeader("connection", "close");
  if (path === "/livez") json(res, stopping ? 503 : 200, { ok: !stopping });
  else if (path === "/readyz") readiness(res).catch(failed);
  else if (path === "/api/trpc/sync.stream") handleStream(req, res).catch(failed);
  else if (path.startsWith("/api/trpc/")) handleApi(req, res, path).catch(failed);
  else if (path.startsWith("/api/import/")) handleUpload(req, res, path).catch(failed);
  else if (path.startsWith("/media/")) handleMedia(req, res, path).catch(failed);
  else if (page) page(req, res).catch(failed);
  else res.writeHead(503, { "retry-after": "1" }).end();
}

async function openDatabase(): Promise<void> {
  checkDataDir();
  if (!env().DATABASE_URL) {
    embedded = await startEmbedded(`${env().DATA_DIR}/pg`);
    process.env.DATABASE_URL = embedded.url;
  }
  await migrateDatabase(process.env.DATABASE_URL ?? "");
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(env().PORT, env().HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

async function start(): Promise<void> {
  const { demo, NODE_ENV, HOST, PUBLIC_URL } = env();
  const server = createServer(answer);
  server.on("upgrade", (_req, socket) => {
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket));
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(server, 0));
  const port = await listen(server);
  await openDatabase();
  await loadSecrets();
  if (demo) await seedDemo((step) => process.stdout.write(`Furnishing the demo house: ${step} …\n`));
  process.env.NEXTAUTH_URL ??= PUBLIC_URL ?? `http://${HOST}:${port}`;
  nextServer = next({
    dev: NODE_ENV === "development",
    dir: process.cwd(),
    port,
    hostname: HOST,
    httpServer: server,
  }) as NextServer;
  const handler = nextServer.getRequestHandler();
  await nextServer.prepare();
  // Without this a hot-reload socket that comes before the first request is answered as a page.
  nextServer.setupWebSocketHandler(server);
  startSync();
  stopExpiry = startExpiry();
  page = handler;
  sweeps = setInterval(() => sweepIdentity().catch((err) => log().error({ err }, "sweep failed")), sweepMs);
  const base = baseUrl(port);
  announceStart({ base, demo, lines: await signInLines({ demo, base }) });
}

/** Resolves when no request has come for a moment. */
async function quiet(): Promise<void> {
  const until = performance.now() + longestQuietMs;
  do await new Promise((resolve) => setTimeout(resolve, quietMs));
  while (performance.now() - lastRequestAt < quietMs && performance.now() < until);
}

async function stop(server: Server, code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(code || 1), hardStopMs).unref();
  await quiet();
  // Calls back also when the server never listened.
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweeps);
  stopSync();
  stopExpiry();
  for (const socket of upgraded) socket.destroy();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), inFlightMs).unref();
  await closed;
  await nextServer?.close();
  await closeDb();
  await embedded?.stop();
  process.exit(code);
}

process.on("unhandledRejection", (err) => log().error({ err }, "unhandled rejection"));
start().catch(async (err) => {
  process.stderr.write(`${clearSentence(err)}\n`);
  await closeDb().catch(() => {});
  await embedded?.stop();
  process.exit(1);
});
