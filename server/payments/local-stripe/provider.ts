import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { localStripeKey } from "../provider";
import { sweepSessions } from "./checkout";
import { control, type Faults } from "./control";
import { decodeForm } from "./form-encoding";
import { once } from "./idempotency";
import { type Shown, showPage } from "./pages";
import { callApi } from "./router";
import { invalid, Refusal } from "./rules";
import { type WebhookTarget, webhookSender } from "./webhooks";
import { loadWorld, saveWorld } from "./state-file";
import { newId, newWorld, type World } from "./state";

/** `port` 0 takes a free one; `publicUrl` is where browsers find the pages; `file` keeps everything over a restart. */
type Options = { port?: number; key?: string; webhook?: WebhookTarget; publicUrl?: string; file?: string };

type Parts = {
  world: World;
  key: string;
  webhooks: ReturnType<typeof webhookSender>;
  faults: Faults;
  save: () => void;
};

const largest = 1_000_000;

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size > largest) throw new Refusal(413, { type: "invalid_request_error", message: "The request is too large." });
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function checkKey(req: IncomingMessage, key: string): void {
  const given = /^Bearer (.+)$/.exec(req.headers.authorization ?? "")?.[1];
  if (given === key) return;
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}********${given.slice(-4)}`
    : "You did not provide an API key. Send it as a bearer token: 'Authorization: Bearer YOUR_SECRET_KEY'.";
  throw new Refusal(401, { type: "invalid_request_error", message });
}

function readForm(text: string) {
  try {
    return decodeForm(text);
  } catch (err) {
    throw invalid(err instanceof Error ? err.message : "Invalid parameters");
  }
}

function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...headers });
  res.end(text);
}

function sendPage(res: ServerResponse, shown: Shown): void {
  const headers = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  };
  if ("location" in shown) res.writeHead(303, { ...headers, Location: shown.location }).end();
  else res.writeHead(shown.status, { ...headers, "Content-Type": "text/html; charset=utf-8" }).end(shown.html);
}

async function answerApi(req: IncomingMessage, res: ServerResponse, parts: Parts, url: URL): Promise<void> {
  const { world, key, faults } = parts;
  const [method = "GET", path] = [req.method, url.pathname];
  const requestId = newId("req");
  const text = method === "POST" ? await bodyOf(req) : url.search.slice(1);
  checkKey(req, key);
  if (path.startsWith("/_local/")) return sendJson(res, 200, await control(parts, `${method} ${path}`, readForm(text)));
  const { delayMs, delay } = faults;
  if (delayMs && delay === "before") await wait(delayMs);
  const given = req.headers["idempotency-key"];
  const idempotencyKey = typeof given === "string" ? given : undefined;
  sweepSessions(world);
  // Nothing waits from here to the answer's making: calls do not see each other half done.
  world.request = { id: requestId, idempotency_key: idempotencyKey ?? null };
  const params = readForm(text);
  const call = { key: idempotencyKey, method, path, params: JSON.stringify(params) };
  const answer = once(world, call, () => callApi(world, method, path, params));
  world.request = { id: null, idempotency_key: null };
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

async function answer(req: IncomingMessage, res: ServerResponse, parts: Parts): Promise<void> {
  const url = new URL(req.url ?? "/", "http://local");
  if (!/^\/(c|authenticate)\//.test(url.pathname)) return answerApi(req, res, parts, url);
  const body = req.method === "POST" ? await bodyOf(req) : "";
  sweepSessions(parts.world);
  const shown = showPage(parts.world, req.method ?? "GET", url.pathname, body);
  if (req.method === "POST") parts.save();
  if (shown) sendPage(res, shown);
  else throw new Refusal(405, { type: "invalid_request_error", message: "This page is read or posted." });
}

function refuse(res: ServerResponse, err: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const refusal =
    err instanceof Refusal ? err : new Refusal(500, { type: "api_error", message: `The local Stripe failed: ${err}` });
  sendJson(res, refusal.status, { error: refusal.body }, { "Request-Id": newId("req") });
}

/**
 * Starts the local Stripe on 127.0.0.1: the part of Stripe's API that the house uses, stateful, for the demo and tests.
 * `webhooks`, `advance` (seconds) and `faults` are for tests; another process reaches them under `/_local/`.
 */
export async function startLocalStripe(options: Options = {}) {
  const world = newWorld();
  const { key = localStripeKey, file } = options;
  if (file) loadWorld(world, file);
  const webhooks = webhookSender(world, options.webhook);
  const faults: Faults = { delayMs: 0, delay: "before", loseAnswers: 0 };
  const save = () => {
    if (file) saveWorld(world, file);
  };
  const parts: Parts = { world, key, webhooks, faults, save };
  const server = createServer((req, res) => {
    answer(req, res, parts).catch((err: unknown) => refuse(res, err));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.publicUrl = options.publicUrl ?? url;
  const clock = setInterval(() => sweepSessions(world), 1000).unref();
  return {
    url,
    webhooks,
    faults,
    advance: (seconds: number): void => {
      world.skew += seconds;
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
