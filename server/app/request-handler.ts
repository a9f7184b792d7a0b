import type { IncomingMessage, ServerOptions, ServerResponse } from "node:http";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { handleMetrics } from "@/server/app/metrics";
import { handleStripeWebhook } from "@/server/payments/webhook/router";
import type { Actor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { isDatabaseUnavailable, retryAfterSeconds } from "@/server/platform/errors";
import { sendFromOtherBuild } from "@/server/platform/http/builds";
import { handleMedia } from "@/server/platform/http/media";
import { log } from "@/server/platform/log";
import { getFanout } from "@/server/sync/fanout/publish";
import { handleStream } from "@/server/sync/stream/handler";
import { handleDownload, isDownload } from "./download";
import type { Guards } from "./guards";
import { handleApi } from "./http";
import { observeRequest } from "./http-metrics";
import { refuse } from "./request-checks";
import { handleUpload } from "./upload";

export type PageHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** What the process passes to the request handler. */
export type HandlerDeps = {
  guards: Guards;
  /** Whether everything that a response needs has started: no request is served before. */
  ready: () => boolean;
  /** Next's handler. */
  page: () => PageHandler | undefined;
  stopping: () => boolean;
  /** Whether a proxy that can ask another process shall do so: this one stops. */
  leaving: () => boolean;
  /** Called for each request that ends by itself: all but the streams. */
  onRequest: (res: ServerResponse) => void;
};

/** What nginx sets on requests that it would send to another process after a 502 (docs/proxy/nginx.conf). */
const askAnotherHeader = "x-ask-another";

const streamPath = "/api/trpc/sync.stream";

/**
 * Time limits of a sender (ms): a client that sends one byte a second must not hold a connection. An import's files are
 * large, so that their bodies have ten minutes; others' have less, see limitBodyTime.
 */
export const serverTimeouts: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 600_000,
  connectionsCheckingInterval: 2_500,
};

/** Idle limit of a connection (ms). A stream's pings come every 20 s, so that a present reader stays. */
export const idleConnectionMs = 120_000;

function sendJson(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}

/** Whether this process can do what its role wants: the fan-out may be away, which only delays. */
async function handleReadiness(res: ServerResponse, { stopping }: HandlerDeps): Promise<void> {
  const database = await db()
    .execute(sql`select 1`)
    .then(
      () => true,
      () => false,
    );
  const ok = database && !stopping();
  if (!ok) res.setHeader("retry-after", "1");
  sendJson(res, ok ? 200 : 503, { ok, role: env().ROLE, database, fanout: getFanout().health() });
}

/** Responds to a request whose handler threw. */
function fail(res: ServerResponse, path: string, err: unknown): void {
  const away = isDatabaseUnavailable(err);
  log()[away ? "warn" : "error"]({ path, err }, "request failed");
  if (!res.headersSent) res.writeHead(away ? 503 : 500, away ? { "retry-after": String(retryAfterSeconds) } : {});
  res.end();
}

/** Whether next-auth is called too often from one address; responds in the form that its browser side reads. */
async function refuseRateLimited(req: IncomingMessage, res: ServerResponse, guards: Guards): Promise<boolean> {
  const { addressOf, limits } = guards;
  if (req.method !== "POST") return false;
  const wait = await limits.byAddress(["auth"], addressOf(req));
  if (wait === 0) return false;
  res.setHeader("retry-after", String(wait));
  res.setHeader("connection", "close");
  sendJson(res, 429, { url: `${process.env.NEXTAUTH_URL}/en/account?error=RATE_LIMITED` });
  return true;
}

type PageRequest = { pages: PageHandler; path: string; guards: Guards };

/** A page, or a request of next-auth unless its sender calls too often. */
async function handlePage(req: IncomingMessage, res: ServerResponse, { pages, path, guards }: PageRequest) {
  if (path.startsWith("/api/auth/") && (await refuseRateLimited(req, res, guards))) return;
  // While builds stand beside each other, and for the pages of the build before.
  if (await sendFromOtherBuild(req, res, path)) return;
  guards.pageHeaders(req, res, path);
  await pages(req, res);
}

/** A webhook of Stripe, unless its sender calls too often. */
async function handleWebhook(req: IncomingMessage, res: ServerResponse, { guards }: HandlerDeps): Promise<void> {
  const wait = await guards.limits.byAddress(["stripe.webhook"], guards.addressOf(req));
  if (wait === 0) return handleStripeWebhook(req, res, guards.webhook);
  res.setHeader("retry-after", String(wait));
  res.setHeader("connection", "close");
  sendJson(res, 429, { error: "RATE_LIMITED" });
}

/** Builds the handler of every request of the process from its parts: see Guards. */
export function createRequestHandler(deps: HandlerDeps): (req: IncomingMessage, res: ServerResponse) => void {
  const { guards, leaving, onRequest, page, ready, stopping } = deps;
  const { actorOf, addressOf, foreignStream, limits, visibleScopes } = guards;
  const stream = {
    actorOf,
    foreign: foreignStream,
    visibleScopes,
    wait: async (req: IncomingMessage, actor: Actor) =>
      (await limits.byAddress(["sync.stream"], addressOf(req))) || limits.byActor(["sync.stream"], actor),
  };
  function respond(req: IncomingMessage, res: ServerResponse, path: string): void {
    const failed = (err: unknown) => fail(res, path, err);
    if (!path.startsWith("/api/import/")) guards.limitBodyTime(req, res);
    const pages = page();
    if (path.startsWith("/api/")) guards.apiHeaders(res);
    if (path === "/readyz") handleReadiness(res, deps).catch(failed);
    else if (path === "/metrics") handleMetrics(req, res).catch(failed);
    else if (env().ROLE === "worker") refuse(res, 404);
    else if (path === streamPath) handleStream(req, res, stream).catch(failed);
    else if (path.startsWith("/api/trpc/")) handleApi(req, res, path, guards).catch(failed);
    else if (path === "/api/stripe/webhook") handleWebhook(req, res, deps).catch(failed);
    else if (path.startsWith("/api/import/")) handleUpload(req, res, path, guards).catch(failed);
    else if (isDownload(path)) handleDownload(req, res, path, guards).catch(failed);
    else if (path.startsWith("/media/")) handleMedia(req, res, path).catch(failed);
    else if (pages) handlePage(req, res, { pages, path, guards }).catch(failed);
    else refuse(res, 404);
  }
  return function answer(req, res) {
    guards.commonHeaders(res);
    if (stopping()) res.setHeader("connection", "close");
    if (guards.refuseMalformed(req, res)) return;
    const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
    if (path === "/livez") return sendJson(res, stopping() ? 503 : 200, { ok: !stopping() });
    if (!ready()) return refuse(res, 503, { "retry-after": "1" });
    if (leaving() && req.headers[askAnotherHeader]) return refuse(res, 502);
    if (path === streamPath) return respond(req, res, path);
    onRequest(res);
    observeRequest(req, res, () => respond(req, res, path));
  };
}
