import type { IncomingMessage } from "node:http";

/** Whether `origin` differs from the requested host; an Origin that is not a URL ("null") is foreign. */
const isOtherOrigin = (origin: string, host: string | undefined): boolean =>
  !URL.canParse(origin) || new URL(origin).host !== host;

/**
 * A12: with cookies, unsafe methods need the page's own origin, and reads refuse other sites. Requests without cookies
 * (curl, a retailer's own software) are exempt: there is no session to abuse.
 */
export function isCrossSite(req: IncomingMessage): boolean {
  if (!req.headers.cookie) return false;
  const site = req.headers["sec-fetch-site"];
  if (req.method === "GET" || req.method === "HEAD") return site === "cross-site";
  if (site) return site !== "same-origin";
  const { origin } = req.headers;
  return !origin || isOtherOrigin(origin, req.headers.host);
}

/** A same-origin EventSource sends no Origin; a request with a foreign one is refused. */
export function isForeignStream(req: IncomingMessage): boolean {
  if (req.headers["sec-fetch-site"] === "cross-site") return true;
  const { origin } = req.headers;
  return origin !== undefined && isOtherOrigin(origin, req.headers.host);
}
