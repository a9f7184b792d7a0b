import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { decode } from "next-auth/jwt";
import type { Actor, Ctx, Surface } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { createCookieJar, getSessionCookieName, parseCookies, readSignedCookie } from "@/server/platform/http/cookies";
import { secrets } from "@/server/platform/secrets";
import { findShopActor } from "@/server/shoppers/queries";
import { findOfficeActor, findTabletActor } from "@/server/staff/queries";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The device of a signed-in session, or null: the session cookie is only a pointer to its device's row. */
async function readSessionDevice(token: string | undefined): Promise<string | null> {
  if (!token) return null;
  const claims = await decode({ token, secret: secrets().auth }).catch(() => null);
  return typeof claims?.sid === "string" && uuid.test(claims.sid) ? claims.sid : null;
}

/**
 * The actor by the cookies of one surface alone: a tablet's cookie has no effect in the shop. One indexed SQL
 * statement; requests, streams and server components all use it.
 */
export async function resolveActor(
  cookieHeader: string | undefined,
  surface: Surface,
  shopper: typeof findShopActor = findShopActor,
): Promise<Actor> {
  const cookies = parseCookies(cookieHeader);
  if (surface === "store")
    return findTabletActor(readSignedCookie(cookies, "selvedge-tablet"), readSignedCookie(cookies, "selvedge-shift"));
  if (surface === "office") return findOfficeActor(readSignedCookie(cookies, "selvedge-office"));
  return shopper(
    await readSessionDevice(cookies.get(getSessionCookieName())),
    readSignedCookie(cookies, "selvedge-guest"),
  );
}

/** `x-surface` of a request; the shop by default. */
function parseSurface(header: string | string[] | null | undefined): Surface {
  return header === "store" || header === "office" ? header : "shop";
}

function parseLocale(header: string | string[] | undefined, cookie: string | undefined): Ctx["locale"] {
  const known = [header, cookie].find((l) => l === "en" || l === "ru" || l === "az");
  return (known as Ctx["locale"] | undefined) ?? "en";
}

/** The countries of a browser's languages: "de-AT, ka" are Austria and Georgia. At most three. */
export function parseRegions(header: string | undefined): string[] {
  const tags = (header ?? "").split(",", 3).map((part) => part.split(";", 1)[0]?.trim() ?? "");
  const found = tags.flatMap((tag) => {
    try {
      return new Intl.Locale(tag).maximize().region ?? [];
    } catch {
      return [];
    }
  });
  return [...new Set(found)];
}

/** The client's address: the socket's, or the one reported by the outermost of our own trusted proxies. */
export function getClientAddress(req: IncomingMessage): string {
  const socket = req.socket.remoteAddress ?? "";
  const hops = env().TRUSTED_PROXY_HOPS;
  if (hops === 0) return socket;
  const forwarded = [req.headers["x-forwarded-for"]].flat().join(",").split(",");
  return forwarded.at(-hops)?.trim() || socket;
}

/** PUBLIC_URL's origin; without one, the plain address that the browser used. */
const getOrigin = ({ headers }: IncomingMessage): string => {
  const { PUBLIC_URL } = env();
  return PUBLIC_URL ? new URL(PUBLIC_URL).origin : `http://${headers.host ?? ""}`;
};

/** Builds the context of a request: its surface, and the actor from that surface's cookie alone. */
export async function createCtx(
  req: IncomingMessage,
  res: ServerResponse,
  address: string = getClientAddress(req),
  who: (cookieHeader: string | undefined, surface: Surface) => Promise<Actor> = resolveActor,
): Promise<Ctx> {
  const surface = parseSurface(req.headers["x-surface"]);
  const header = req.headers.cookie;
  return {
    actor: await who(header, surface),
    surface,
    locale: parseLocale(req.headers["x-locale"], parseCookies(header).get("NEXT_LOCALE")),
    requestId: randomUUID(),
    address,
    origin: getOrigin(req),
    ...(surface === "shop" ? { regions: parseRegions(req.headers["accept-language"]) } : {}),
    cookies: createCookieJar(header, (line) => res.appendHeader("set-cookie", line)),
  };
}
