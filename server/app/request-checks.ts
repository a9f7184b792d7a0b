import type { IncomingMessage, ServerResponse } from "node:http";

/** Longest path of a page as sent, and longest segment of it as decoded: the longest handle (`handleSchema`). */
const maxPath = 4_000;
const maxSegment = 255;
/** Time limit of a body (ms). Imports send large files and have the server's own limit. */
const bodyMs = 15_000;

const readMethods = ["GET", "HEAD"];

/** The methods allowed on a path. */
function getAllowedMethods(path: string): string[] {
  if (path.startsWith("/api/import/")) return ["PUT"];
  // The last are a development server's own.
  if (/^\/(api\/trpc\/|api\/auth\/|__nextjs)/.test(path)) return [...readMethods, "POST"];
  return path === "/api/stripe/webhook" ? ["POST"] : readMethods;
}

/** Whether the text is well-formed percent-encoded UTF-8 without control characters. */
function isReadable(encoded: string): boolean {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    return !/[\0-\x1f\x7f]/.test(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}

const isShortEnough = (segment: string) => decodeURIComponent(segment).length <= maxSegment;

/** The query string of a URL, or nothing. */
export const getQuery = (url: string): string => (url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

/** What is wrong with a URL: 400 when it is malformed, 404 when no page can have it. */
function findFault(url: string): 400 | 404 | null {
  const [path = ""] = url.split("?", 1);
  const query = getQuery(url);
  if (!path.startsWith("/")) return 400;
  // A page's query is read leniently; only a NUL is never valid.
  const queryReads = path.startsWith("/api/") ? isReadable(query) : !/\0|%00/.test(query);
  if (!queryReads) return 400;
  if (path.startsWith("/api/")) return isReadable(path) ? null : 400;
  if (!isReadable(path)) return 404;
  return path.length > maxPath || !path.split("/").every(isShortEnough) ? 404 : null;
}

/** Ends a request whose body, if it has one, is not read. */
export function refuse(res: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  const code = status === 404 ? "NOT_FOUND" : status === 503 ? "UNAVAILABLE" : "BAD_INPUT";
  const body = JSON.stringify({ error: { message: code, data: { appCode: code, details: {} } } });
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers }).end(body);
}

/**
 * The one place that refuses malformed URLs and methods, before anything reads them: true when it has responded. A URL
 * that no page can have continues as `/404`, so that a person sees the page for it.
 */
export function refuseMalformed(req: IncomingMessage, res: ServerResponse): boolean {
  const url = req.url ?? "";
  const fault = findFault(url);
  const path = url.split("?", 1)[0] ?? "";
  const methods = getAllowedMethods(path);
  const { method = "" } = req;
  if (fault === 400) refuse(res, 400, { connection: "close" });
  else if (!methods.includes(method)) refuse(res, 405, { allow: methods.join(", "), connection: "close" });
  else {
    if (fault === 404) req.url = "/404";
    return false;
  }
  return true;
}

/** Disconnects a sender whose body is not complete in time. */
export function limitBodyTime(req: IncomingMessage, res: ServerResponse, ms = bodyMs): void {
  const { "content-length": length, "transfer-encoding": encoding } = req.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return;
  const timer = setTimeout(() => {
    if (req.complete) return;
    if (!res.headersSent) res.writeHead(408, { connection: "close" }).end();
    req.socket.destroySoon();
  }, ms);
  const clear = () => clearTimeout(timer);
  req.once("end", clear);
  req.once("close", clear);
}
