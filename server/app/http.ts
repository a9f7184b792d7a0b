import type { IncomingMessage, ServerResponse } from "node:http";
import { TRPCError } from "@trpc/server";
import { getQuery } from "@/server/app/request-checks";
import { AppError, isDatabaseUnavailable } from "@/server/platform/errors";
import { createUnavailableError } from "@/server/trpc/init";
import { createCtx } from "./context";
import { type Guards, guards } from "./guards";
import { answerCalls } from "./procedure-calls";
import { toCurrentName } from "./renamed-procedures";

const badInput = '{"error":{"message":"BAD_INPUT","data":{"appCode":"BAD_INPUT","details":{}}}}';

/** The text of a JSON body, or null when it is larger than allowed. By events: iterating takes longer than parsing it. */
function readJsonBody(req: IncomingMessage, maxBodySize: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodySize) return void chunks.push(chunk);
      req.pause();
      resolve(null);
    });
    req.on("end", () => resolve(Buffer.concat(chunks).toString()));
    req.on("error", reject);
  });
}

/** Inputs nest only a few levels; recursive readers must not overflow the stack. */
const maxDepth = 32;

/** Whether JSON text nests deeper than `maxDepth`. */
function isNestedTooDeep(json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const sign = json[i];
    if (sign === "\\") i++;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === "[" || sign === "{")) depth++;
    else if (!quoted && (sign === "]" || sign === "}")) depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}

/**
 * PostgreSQL's text holds no NUL, its JSON no lone surrogate: a request with one, in JSON or in a URL, is bad input.
 */
const unsafeCharacters = /[\0\p{Cs}]/u;
/** Browsers escape lone surrogates only. */
const unsafeInUrl = /(?<!%5c)%5cu(?:0000|d[89a-f])/i;

/** Whether a text or a name in a JSON body is unfit; checked only when an escape may stand for one. */
export function hasUnsafeCharacters(body: string): boolean {
  if (!/\0|\\u(?:0000|d[89a-f])/i.test(body)) return false;
  let found = false;
  try {
    JSON.parse(body, (key, value) => {
      found ||= unsafeCharacters.test(key) || (typeof value === "string" && unsafeCharacters.test(value));
      return value;
    });
  } catch {
    return true;
  }
  return found;
}

/** Refuses every procedure of the request with RATE_LIMITED when `retryAfter` is not 0. */
function refuseWithRetryAfter(retryAfter: number): void {
  if (retryAfter === 0) return;
  const cause = new AppError("RATE_LIMITED", { retryAfter });
  throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: "RATE_LIMITED", cause });
}

const isJson = ({ headers }: IncomingMessage): boolean =>
  headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";

/** Answers the procedures of `/api/trpc/*`, called one by one or several in a batch. */
export async function handleApi(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  { crossSite, maxBatch, maxBodySize, addressOf, limits, actorOf, router }: Guards = guards,
): Promise<void> {
  const refuse = (status: number, body = badInput, headers = {}) =>
    void res.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  if (crossSite(req)) return refuse(403, '{"error":{"message":"NOT_FOUND"}}');
  if (req.method === "HEAD") return void res.writeHead(204).end();
  const query = getQuery(req.url ?? "");
  const params = new URLSearchParams(query);
  const isBatch = params.get("batch") === "1";
  // Decoded first: limits count the names that are called.
  const called = decodeURIComponent(path.slice("/api/trpc/".length));
  const names = (isBatch ? called.split(",") : [called]).map(toCurrentName);
  if (names.length > maxBatch) return void res.writeHead(413).end();
  if (unsafeInUrl.test(query) || isNestedTooDeep(decodeURIComponent(query))) return refuse(400);
  const isMutation = req.method === "POST";
  if (isMutation && !isJson(req)) return refuse(415, badInput, { connection: "close" });
  const json = isMutation ? await readJsonBody(req, maxBodySize) : params.get("input");
  if (isMutation) {
    if (json === null) return refuse(413, badInput, { connection: "close" });
    // Operations are checked one by one, so that a bad one is rejected and those behind it continue.
    const tooDeep = called !== "sync.push" && isNestedTooDeep(json);
    if (tooDeep || hasUnsafeCharacters(json)) return refuse(400);
  }
  await answerCalls(res, { router, names, isBatch, type: isMutation ? "mutation" : "query", json }, async () => {
    const address = addressOf(req);
    refuseWithRetryAfter(await limits.byAddress(names, address));
    const ctx = await createCtx(req, res, address, actorOf).catch((err: unknown) => {
      throw isDatabaseUnavailable(err) ? createUnavailableError() : err;
    });
    refuseWithRetryAfter(await limits.byActor(names, ctx.actor));
    return ctx;
  });
}
