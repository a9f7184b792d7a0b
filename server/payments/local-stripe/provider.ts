import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { localStripeKey } from "../provider";
import { sweepSessions } from "./checkout";
import { type Faults, handleControl } from "./control";
import { decodeForm } from "./form-encoding";
import { runIdempotent } from "./idempotency";
import { handlePage, type PageResponse } from "./pages";
import { callApi } from "./router";
import { Refusal, toInvalid } from "./rules";
import { createState, newId, type StripeState } from "./state";
import { loadState, saveState } from "./state-file";
import { createWebhookSender, type WebhookTarget } from "./webhooks";

/** `port` 0 takes a free one; `publicUrl` is where browsers find the pages; `file` keeps the state over a restart. */
type Options = { port?: number; key?: string; webhook?: WebhookTarget; publicUrl?: string; file?: string };

type ServerDeps = {
  state: StripeState;
  key: string;
  webhooks: ReturnType<typeof createWebhookSender>;
  faults: Faults;
  save: () => void;
};

const maxBodyBytes = 1_000_000;

async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size > maxBodyBytes)
      throw new Refusal(413, { type: "invalid_request_error", message: "The request is too large." });
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function assertKey(req: IncomingMessage, key: string): void {
  const presented = /^Bearer (.+)$/.exec(req.headers.authorization ?? "")?.[1];
  if (presented === key) return;
  const message = presented
    ? `Invalid API Key provided: ${presented.slice(0, 8)}********${presented.slice(-4)}`
    : "You did not provide an API key. Send it as a bearer token: 'Authorization: Bearer YOUR_SECRET_KEY'.";
  throw new Refusal(401, { type: "invalid_request_error", message });
}

function readForm(text: string) {
  try {
    return decodeForm(text);
  } catch (err) {
    throw toInvalid(err instanceof Error ? err.message : "Invalid parameters");
  }
}

function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...headers });
  res.end(text);
}

function sendPage(res: ServerResponse, page: PageResponse): void {
  const headers = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  };
  if ("location" in page) res.writeHead(303, { ...headers, Location: page.location }).end();
  else res.writeHead(page.status, { ...headers, "Content-Type": "text/html; charset=utf-8" }).end(page.html);
}

async function handleApiCall(req: IncomingMessage, res: ServerResponse, parts: ServerDeps, url: URL): Promise<void> {
  const { state, key, faults } = parts;
  const method = req.method ?? "GET";
  const path = url.pathname;
  const requestId = newId("req");
  const text = method === "POST" ? await readBody(req) : url.search.slice(1);
  assertKey(req, key);
  if (path.startsWith("/_local/"))
    return sendJson(res, 200, await handleControl(parts, `${method} ${path}`, readForm(text)));
  const { delayMs, delay } = faults;
  if (delayMs && delay === "before") await wait(delayMs);
  const presented = req.headers["idempotency-key"];
  const idempotencyKey = typeof presented === "string" ? presented : undefined;
  sweepSessions(state);
  // Everything from here to the answer is synchronous: calls do not see each other half done.
  state.request = { id: requestId, idempotency_key: idempotencyKey ?? null };
  const params = readForm(text);
  const call = { key: idempotencyKey, method, path, params: JSON.stringify(params) };
  const answer = runIdempotent(state, call, () => callApi(state, method, path, params));
  state.request = { id: null, idempotency_key: null };
  if (method !== "GET") parts.save();
  if (delayMs && delay === "after") await wait(delayMs);
  if (faults.loseAnswers > 0) {
    faults.loseAnswers -= 1;
    res.destroy();
    return;
  }
  sendJson(res, answer.status, answer.body, {
    "Request-Id": requestId,
    ...(idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {}),
    ...(answer.replayed ? { "Idempotent-Replayed": "true" } : {}),
  });
}

async function handleRequest(req: IncomingMessage, res: ServerResponse, parts: ServerDeps): Promise<void> {
  const url = new URL(req.url ?? "/", "http://local");
  if (!/^\/(c|authenticate)\//.test(url.pathname)) return handleApiCall(req, res, parts, url);
  const body = req.method === "POST" ? await readBody(req) : "";
  sweepSessions(parts.state);
  const page = handlePage(parts.state, req.method ?? "GET", url.pathname, body);
  if (req.method === "POST") parts.save();
  if (page) sendPage(res, page);
  else throw new Refusal(405, { type: "invalid_request_error", message: "This page is read or posted." });
}

function sendError(res: ServerResponse, err: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const refusal =
    err instanceof Refusal ? err : new Refusal(500, { type: "api_error", message: `The local Stripe failed: ${err}` });
  sendJson(res, refusal.status, { error: refusal.body }, { "Request-Id": newId("req") });
}

/**
 * Starts the local Stripe on 127.0.0.1: the used part of Stripe's API, stateful, for the demo and tests. `webhooks`,
 * `advance` (seconds) and `faults` are for tests; another process reaches them under `/_local/`.
 */
export async function startLocalStripe(options: Options = {}) {
  const state = createState();
  const { key = localStripeKey, file } = options;
  if (file) loadState(state, file);
  const webhooks = createWebhookSender(state, options.webhook);
  const faults: Faults = { delayMs: 0, delay: "before", loseAnswers: 0 };
  const save = () => {
    if (file) saveState(state, file);
  };
  const parts: ServerDeps = { state, key, webhooks, faults, save };
  const server = createServer((req, res) => {
    handleRequest(req, res, parts).catch((err: unknown) => sendError(res, err));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.publicUrl = options.publicUrl ?? url;
  const clock = setInterval(() => sweepSessions(state), 1000).unref();
  return {
    url,
    webhooks,
    faults,
    advance: (seconds: number): void => {
      state.skew += seconds;
    },
    close: async (): Promise<void> => {
      clearInterval(clock);
      webhooks.stop();
      save();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
