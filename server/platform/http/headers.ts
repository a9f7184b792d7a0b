import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "../env";
import { hasSecureCookies } from "./cookies";

/** Pages that are rendered once and cached, so that no nonce of one response can be in them. */
const cached = /^\/(en|ru|az)\/p\//;
const tablet = /^\/store(\/|$)/;

/** Directives of every page. `style-src`: React writes style attributes; they run nothing. */
const everywhere = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "media-src 'self' blob:",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The content security policy of a page. With a `nonce` only the scripts that carry it run, and those they load; on
 * cached pages those of our own origin. The tablet reads barcodes with WebAssembly.
 */
function buildPagePolicy(path: string, nonce: string | null): string {
  const scripts = nonce ? [`'nonce-${nonce}'`, "'strict-dynamic'"] : ["'self'", "'unsafe-inline'"];
  if (tablet.test(path)) scripts.push("'wasm-unsafe-eval'");
  const dev = env().NODE_ENV === "development";
  if (dev) scripts.push("'unsafe-eval'");
  const connect = `connect-src 'self'${dev ? " ws:" : ""}`;
  const upgrade = hasSecureCookies() ? "; upgrade-insecure-requests" : "";
  return `${everywhere}; ${connect}; script-src ${scripts.join(" ")}${upgrade}`;
}

const buildPermissionsPolicy = (camera: boolean, place: boolean): string =>
  [
    `camera=(${camera ? "self" : ""})`,
    `geolocation=(${place ? "self" : ""})`,
    "microphone=(), payment=(), usb=(), serial=(), bluetooth=(), midi=(), display-capture=(), browsing-topics=()",
  ].join(", ");

/** Headers of every response: no content sniffing, no reading or framing by other sites. */
export function setCommonHeaders(res: ServerResponse): void {
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("cross-origin-resource-policy", "same-origin");
  res.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  if (hasSecureCookies()) res.setHeader("strict-transport-security", "max-age=63072000; includeSubDomains");
}

/** Headers of the API's responses: never cached (A18), and inert when a browser shows one as a page. */
export function setApiHeaders(res: ServerResponse): void {
  res.setHeader("cache-control", "no-store");
  res.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
}

/**
 * Headers of a page. Next reads the nonce from the policy in the request's headers and writes it into the scripts of
 * pages that it renders on request.
 */
export function setPageHeaders(req: IncomingMessage, res: ServerResponse, path: string): void {
  const nonce = cached.test(path) ? null : randomBytes(16).toString("base64");
  const policy = buildPagePolicy(path, nonce);
  // Next would otherwise trust a header of this name that the visitor sent.
  delete req.headers["content-security-policy-report-only"];
  req.headers["content-security-policy"] = policy;
  if (!nonce) delete req.headers["content-security-policy"];
  res.setHeader("content-security-policy", policy);
  res.setHeader("cross-origin-opener-policy", "same-origin");
  res.setHeader("x-frame-options", "DENY");
  res.setHeader(
    "permissions-policy",
    buildPermissionsPolicy(tablet.test(path), !tablet.test(path) && !path.startsWith("/office")),
  );
}
