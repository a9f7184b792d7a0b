import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "../env";
import { secrets } from "../secrets";

/** Reads and writes the signed cookies of one request. */
export type CookieJar = {
  /** The value of a cookie with a valid signature, or null. */
  read(name: CookieName): string | null;
  /** Signs and sets a cookie: HttpOnly, for the whole origin. */
  write(name: CookieName, value: string, maxAgeSeconds: number): void;
  clear(name: CookieName | "session"): void;
};

/**
 * Lax for shoppers, because a link in a mail must find them; the staff's cookies are never needed from another site.
 */
const sameSite = {
  "selvedge-guest": "Lax",
  "selvedge-browser": "Lax",
  "selvedge-order": "Lax",
  "selvedge-receipt": "Strict",
  "selvedge-tablet": "Strict",
  "selvedge-shift": "Strict",
  "selvedge-office": "Strict",
} as const;
export type CookieName = keyof typeof sameSite;

/** Whether the public address uses HTTPS: cookies are then Secure and bound to the host. */
export const hasSecureCookies = (): boolean => env().PUBLIC_URL?.startsWith("https:") ?? false;

const toFullName = (name: CookieName): string => (hasSecureCookies() ? `__Host-${name}` : name);

/** Name of next-auth's session cookie. */
export const getSessionCookieName = (): string => `${hasSecureCookies() ? "__Secure-" : ""}next-auth.session-token`;

/** The cookies of a request's header, undecoded; the first one of a name counts. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (at > 0 && !found.has(name)) found.set(name, part.slice(at + 1).trim());
  }
  return found;
}

const computeMac = (name: string, value: string): Buffer =>
  createHmac("sha256", secrets().cookie).update(`${name}:${value}`).digest().subarray(0, 16);

/**
 * A keyed digest with the process's cookie secret: of one-time codes at rest, of a guest's secret derived from its
 * nonce.
 */
export const computeKeyedDigest = (purpose: string, text: string): string =>
  createHmac("sha256", secrets().cookie).update(`${purpose}:${text}`).digest("base64url");

/** The value of the signed cookie `name`, or null when it is absent or its signature is invalid. */
export function readSignedCookie(cookies: Map<string, string>, name: CookieName): string | null {
  const raw = cookies.get(toFullName(name));
  const dot = raw?.lastIndexOf(".") ?? -1;
  if (!raw || dot < 1) return null;
  const value = raw.slice(0, dot);
  const given = Buffer.from(raw.slice(dot + 1), "base64url");
  const right = computeMac(name, value);
  return given.length === right.length && timingSafeEqual(given, right) ? value : null;
}

/** `name=value` of a signed cookie, as a browser sends it: for tests and tools that hold a secret. */
export const signCookie = (name: CookieName, value: string): string =>
  `${toFullName(name)}=${value}.${computeMac(name, value).toString("base64url")}`;

/** The cookies of one request: what it sent, and a sink for the Set-Cookie lines of its response. */
export function createCookieJar(header: string | undefined, setCookie: (line: string) => void): CookieJar {
  const cookies = parseCookies(header);
  const attributes = (site: string, age: number) =>
    `Path=/; Max-Age=${age}; HttpOnly; SameSite=${site}${hasSecureCookies() ? "; Secure" : ""}`;
  return {
    read: (name) => readSignedCookie(cookies, name),
    write: (name, value, age) => setCookie(`${signCookie(name, value)}; ${attributes(sameSite[name], age)}`),
    clear: (name) =>
      name === "session"
        ? setCookie(`${getSessionCookieName()}=; ${attributes("Lax", 0)}`)
        : setCookie(`${toFullName(name)}=; ${attributes(sameSite[name], 0)}`),
  };
}
