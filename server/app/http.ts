import type { IncomingMessage, ServerResponse } from "node:http";
import { TRPCError } from "@trpc/server";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { getQuery } from "@/server/app/request-checks";
import { AppError, isAppError, isDatabaseUnavailable } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { createUnavailableError } from "@/server/trpc/init";
import { createCtx } from "./context";
import { type Guards, guards } from "./guards";
import { toCurrentName } from "./renamed-procedures";

const badInput = '{"error":{"message":"BAD_INPUT","data":{"appCode":"BAD_INPUT","details":{}}}}';

/**
 * The text of a JSON body, or null when it is larger than allowed. tRPC would read it through a web stream, which takes
 * longer than everything else of a small request.
 */
async function readJsonBody(req: IncomingMessage, maxBodySize: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodySize) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Seconds to wait (Retry-After), 0 for other refusals. */
const getRetryAfter = ({ appCode, details }: AppError): number =>
  appCode === "RATE_LIMITED" || appCode === "UNAVAILABLE" ? Number(details.retryAfter ?? 60) : 0;

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

/** Answers `/api/trpc/*` with tRPC's Node adapter: three times the rate of a Next route handler (see docs/adr). */
export async function handleApi(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  { crossSite, maxBatch, maxBodySize, addressOf, limits, actorOf, router }: Guards = guards,
): Promise<void> {
  if (crossSite(req)) {
    res.writeHead(403, { "content-type": "application/json" }).end('{"error":{"message":"NOT_FOUND"}}');
    return;
  }
  const names = path.slice("/api/trpc/".length).split(",").map(toCurrentName);
  const procedures = names.join(",");
  if (names.length > maxBatch) {
    res.writeHead(413).end();
    return;
  }
  const input = getQuery(req.url ?? "");
  if (unsafeInUrl.test(input) || isNestedTooDeep(decodeURIComponent(input)))
    return void res.writeHead(400, { "content-type": "application/json" }).end(badInput);
  if (req.method === "POST" && req.headers["content-type"]?.startsWith("application/json")) {
    const body = await readJsonBody(req, maxBodySize);
    if (body === null) {
      res.writeHead(413, { "content-type": "application/json", connection: "close" }).end(badInput);
      return;
    }
    // Operations are checked one by one, so that a bad one is rejected and those behind it continue.
    const tooDeep = procedures !== "sync.push" && isNestedTooDeep(body);
    if (tooDeep || hasUnsafeCharacters(body))
      return void res.writeHead(400, { "content-type": "application/json" }).end(badInput);
    Object.assign(req, { body });
  }
  await nodeHTTPRequestHandler({
    req,
    res,
    router,
    path: procedures,
    maxBodySize,
    createContext: async () => {
      const address = addressOf(req);
      refuseWithRetryAfter(await limits.byAddress(names, address));
      const ctx = await createCtx(req, res, address, actorOf).catch((err: unknown) => {
        throw isDatabaseUnavailable(err) ? createUnavailableError() : err;
      });
      refuseWithRetryAfter(await limits.byActor(names, ctx.actor));
      return ctx;
    },
    responseMeta: ({ errors }) => {
      const wait = errors.map(({ cause }) => (isAppError(cause) ? getRetryAfter(cause) : 0));
      return errors.length > 0 && Math.max(...wait) > 0
        ? { headers: { "retry-after": String(Math.max(...wait)) } }
        : {};
    },
    onError: ({ error, path: procedure }) => {
      // "INTERNAL": the procedure's own failure, already in the log with its cause.
      if (error.code === "INTERNAL_SERVER_ERROR" && error.message !== "INTERNAL")
        log().error({ procedure, err: error.cause ?? error }, "request failed");
    },
  });
}
