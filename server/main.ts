import cluster from "node:cluster";
import { EventEmitter } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import next from "next";
import "@/server/app/register";
import { closeDb } from "@/db/client";
import type { Embedded } from "@/db/embedded";
import { guards } from "@/server/app/guards";
import { openDatabase, startDemo } from "@/server/app/installation";
import { runPrimary } from "@/server/app/primary";
import { startServices } from "@/server/app/services";
import { getCatalogueSnapshot } from "@/server/catalogue/listing/snapshot";
import { env } from "@/server/platform/env";
import { keepStaticFiles } from "@/server/platform/http/builds";
import { log } from "@/server/platform/log";
import { startMetrics } from "@/server/platform/metrics";
import { loadSecrets } from "@/server/platform/secrets";
import { getBaseUrl, printStartNotice, toStartupErrorText } from "@/server/platform/startup";
import { startTracing } from "@/server/platform/trace";
import { buildStartupCredentials } from "@/server/staff/office/startup-credentials";
import { startFanout } from "@/server/sync/fanout/start";
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
/** One of several says for so long that it stops before it does: proxies ask twice a second (docs/proxy). */
const noticeMs = 2_000;

let stopping = false;
let lastRequestAt = 0;
let inFlight = 0;
let stopServices = async () => {};
let stopDemoStripe = async () => {};
let stopTracing = async () => {};
let stopFanout = async () => {};
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
  leaving: () => stopping && env().PROCESSES > 1 && !cluster.isWorker,
  onRequest: (res) => {
    lastRequestAt = performance.now();
    inFlight++;
    res.on("close", () => inFlight--);
  },
});

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

/** Prepares the pages. */
async function preparePages(server: Server, port: number): Promise<PageHandler> {
  const { NODE_ENV, HOST } = env();
  const development = NODE_ENV === "development";
  nextServer = next({ dev: development, dir: process.cwd(), port, hostname: HOST, httpServer: server }) as NextServer;
  const handler = nextServer.getRequestHandler();
  await nextServer.prepare();
  if (!development) await keepStaticFiles();
  // In development hot reload needs the sockets, including those opened before the first request. In production Next
  // receives an emitter that never emits, because it would otherwise take each socket and keep it after the sender has
  // left.
  nextServer.setupWebSocketHandler(development ? server : new EventEmitter());
  return handler;
}

async function start(): Promise<void> {
  const { demo, NODE_ENV, HOST, PORT, PROCESSES, PUBLIC_URL, ROLE } = env();
  const server = createServer(serverTimeouts, answer);
  server.setTimeout(idleConnectionMs);
  if (NODE_ENV === "development") trackUpgraded(server);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(server, 0));
  startMetrics();
  stopTracing = await startTracing();
  // One of several gets its share of the requests as soon as it listens: only when it can answer.
  const late = cluster.isWorker || (PROCESSES > 1 && PORT > 0);
  const port = late ? PORT : await listen(server);
  embedded = await openDatabase();
  embedded?.keepRunning((reason) => {
    process.stderr.write(`The database stopped and could not be restarted: ${reason.message}\n`);
    void stop(server, 1);
  });
  await loadSecrets();
  if (demo && !cluster.isWorker) stopDemoStripe = await startDemo(port);
  process.env.NEXTAUTH_URL ??= PUBLIC_URL ?? `http://${HOST}:${port}`;
  if (ROLE !== "worker") page = await preparePages(server, port);
  stopFanout = await startFanout();
  stopServices = startServices(ROLE === "all" ? ["web", "worker"] : [ROLE]);
  ready = true;
  // Warms the catalogue, which the first listing would otherwise have to load.
  if (ROLE !== "worker")
    getCatalogueSnapshot().catch((err) =>
      log().warn({ err }, "the catalogue could not be read ahead of the first listing"),
    );
  if (late) await listen(server);
  if (cluster.isWorker) return;
  const base = getBaseUrl(port);
  printStartNotice({ base, demo, lines: await buildStartupCredentials({ demo, base }) });
}

/** Resolves when no request is in flight and none has arrived for a moment. */
async function waitUntilQuiet(): Promise<void> {
  const from = performance.now();
  const until = from + longestQuietMs;
  const earliest = env().PROCESSES > 1 ? from + noticeMs : from;
  do await new Promise((resolve) => setTimeout(resolve, quietMs));
  while (
    performance.now() < earliest ||
    ((inFlight > 0 || performance.now() - lastRequestAt < quietMs) && performance.now() < until)
  );
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
  await stopFanout();
  await closeDb();
  await embedded?.stop();
  process.exit(code);
}

/** How many processes `npm start -- --processes N` asks for. */
function countProcesses(): number {
  const { processes = "1" } = parseArgs({ options: { processes: { type: "string" } }, strict: false }).values;
  if (!/^([1-9]|[1-5]\d|6[0-4])$/.test(String(processes))) throw new Error("--processes must be a number from 1 to 64");
  return Number(processes);
}

async function run(): Promise<void> {
  const count = cluster.isWorker ? 1 : countProcesses();
  if (count > 1) return runPrimary(count, fileURLToPath(import.meta.url));
  await start();
}

process.on("uncaughtException", (err) => {
  log().fatal({ err }, "uncaught error");
  process.exit(1);
});
process.on("unhandledRejection", (err) => log().error({ err }, "unhandled rejection"));
run().catch(async (err) => {
  process.stderr.write(`${toStartupErrorText(err)}\n`);
  await closeDb().catch(() => {});
  await embedded?.stop();
  process.exit(1);
});
