import { EventEmitter } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import next from "next";
import "@/server/app/register";
import { closeDb, getDirectUrl } from "@/db/client";
import { type Embedded, getEmbeddedDirNotice, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { guards } from "@/server/app/guards";
import { startServices } from "@/server/app/services";
import { getCatalogueSnapshot } from "@/server/catalogue/listing/snapshot";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { startMetrics } from "@/server/platform/metrics";
import { loadSecrets } from "@/server/platform/secrets";
import { assertDataDirWritable, getBaseUrl, printStartNotice, toStartupErrorText } from "@/server/platform/startup";
import { startTracing } from "@/server/platform/trace";
import { buildStartupCredentials } from "@/server/staff/startup-credentials";
import { createRequestHandler, idleConnectionMs, type PageHandler, serverTimeouts } from "./app/request-handler";

type NextServer = ReturnType<typeof next> & { setupWebSocketHandler(server: EventEmitter): void };

/** The process exits after this time, whatever is still open. */
const hardStopMs = 10_000;
const inFlightMs = 4_000;
/**
 * Requests that reached the socket but were not read yet are in flight too: a stop waits for this long without a
 * request.
 */
const quietMs = 250;
const longestQuietMs = 4_000;

let stopping = false;
let lastRequestAt = 0;
let inFlight = 0;
let stopServices = async () => {};
let stopDemoStripe = async () => {};
let stopTracing = async () => {};
let ready = false;
let page: PageHandler | undefined;
let embedded: Embedded | null = null;
let nextServer: NextServer | undefined;
const upgraded = new Set<Duplex>();

const answer = createRequestHandler({
  guards,
  ready: () => ready,
  page: () => page,
  stopping: () => stopping,
  onRequest: (res) => {
    lastRequestAt = performance.now();
    inFlight++;
    res.on("close", () => inFlight--);
  },
});

async function openDatabase(): Promise<void> {
  assertDataDirWritable();
  if (!env().DATABASE_URL) {
    const dir = `${env().DATA_DIR}/pg`;
    const notice = getEmbeddedDirNotice(dir);
    if (notice) process.stdout.write(`${notice}\n`);
    embedded = await startEmbedded(dir);
    process.env.DATABASE_URL = embedded.url;
  }
  await migrateDatabase(getDirectUrl());
}

/** Keeps the sockets of hot reload: a stop must end them itself. */
function trackUpgraded(server: Server): void {
  server.on("upgrade", (_req, socket) => {
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket));
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(env().PORT, env().HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Seeds the demo data and starts its payment provider: code that a retailer's own installation never loads. */
async function startDemo(port: number): Promise<void> {
  const { seedDemo } = await import("@/server/app/demo/demo");
  await seedDemo((step) => process.stdout.write(`Seeding the demo: ${step} …\n`));
  const { startDemoStripe } = await import("@/server/app/demo/stripe");
  const { HOST } = env();
  const own = ["0.0.0.0", "::"].includes(HOST) ? "127.0.0.1" : HOST;
  stopDemoStripe = await startDemoStripe(`http://${own}:${port}`);
}

async function start(): Promise<void> {
  const { demo, NODE_ENV, HOST, PUBLIC_URL } = env();
  const development = NODE_ENV === "development";
  const server = createServer(serverTimeouts, answer);
  server.setTimeout(idleConnectionMs);
  if (development) trackUpgraded(server);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(server, 0));
  startMetrics();
  stopTracing = await startTracing();
  const port = await listen(server);
  await openDatabase();
  embedded?.keepRunning((reason) => {
    process.stderr.write(`The database stopped and could not be restarted: ${reason.message}\n`);
    void stop(server, 1);
  });
  await loadSecrets();
  if (demo) await startDemo(port);
  process.env.NEXTAUTH_URL ??= PUBLIC_URL ?? `http://${HOST}:${port}`;
  nextServer = next({
    dev: development,
    dir: process.cwd(),
    port,
    hostname: HOST,
    httpServer: server,
  }) as NextServer;
  const handler = nextServer.getRequestHandler();
  await nextServer.prepare();
  // In development hot reload needs the sockets, including those opened before the first request. In production Next
  // receives an emitter that never emits, because it would otherwise take each socket and keep it after the sender has
  // left.
  nextServer.setupWebSocketHandler(development ? server : new EventEmitter());
  stopServices = startServices();
  page = handler;
  ready = true;
  // Warms the catalogue, which the first listing would otherwise have to load.
  getCatalogueSnapshot().catch((err) =>
    log().warn({ err }, "the catalogue could not be read ahead of the first listing"),
  );
  const base = getBaseUrl(port);
  printStartNotice({ base, demo, lines: await buildStartupCredentials({ demo, base }) });
}

/** Resolves when no request is in flight and none has arrived for a moment. */
async function waitUntilQuiet(): Promise<void> {
  const until = performance.now() + longestQuietMs;
  do await new Promise((resolve) => setTimeout(resolve, quietMs));
  while ((inFlight > 0 || performance.now() - lastRequestAt < quietMs) && performance.now() < until);
}

async function stop(server: Server, code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(code || 1), hardStopMs).unref();
  await waitUntilQuiet();
  // Its callback also runs when the server never listened.
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Ends the streams, whose connections the server waits for.
  const ended = stopServices();
  for (const socket of upgraded) socket.destroy();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), inFlightMs).unref();
  await closed;
  await stopDemoStripe();
  await nextServer?.close();
  await ended;
  await stopTracing();
  await closeDb();
  await embedded?.stop();
  process.exit(code);
}

process.on("uncaughtException", (err) => {
  log().fatal({ err }, "uncaught error");
  process.exit(1);
});
process.on("unhandledRejection", (err) => log().error({ err }, "unhandled rejection"));
start().catch(async (err) => {
  process.stderr.write(`${toStartupErrorText(err)}\n`);
  await closeDb().catch(() => {});
  await embedded?.stop();
  process.exit(1);
});
