import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import GoogleProvider from "next-auth/providers/google";
import { resolveActor } from "@/server/app/context";
import { env } from "@/server/platform/env";
import { isAppError } from "@/server/platform/errors";
import { hasSecureCookies, parseCookies, readSignedCookie } from "@/server/platform/http/cookies";
import { generateSecret } from "@/server/platform/ids";
import { log } from "@/server/platform/log";
import { secrets } from "@/server/platform/secrets";
import { type CodeGuards, codeGuards } from "@/server/shoppers/addresses/one-time-codes";
import { parseUserAgent } from "@/server/shoppers/devices.rules";
import { toSafePath } from "@/server/shoppers/rules";
import { signIn } from "@/server/shoppers/sign-in/commands";
import { type GoogleGuards, googleGuards, signInWithGoogle } from "@/server/shoppers/sign-in/google";
import { googleProfileSchema } from "@/server/shoppers/sign-in/google.schema";
import { codeSignInSchema } from "@/server/shoppers/sign-in/schema";

const sessionDays = 180;
const locales = ["en", "ru", "az"] as const;

/** Headers of next-auth's request, which its callbacks do not receive. */
export type AuthRequest = { cookie: string | undefined; userAgent: string; locale?: string | null };

/** Dependencies of the sign-in. Attack tests leave a guard out, and a test replaces Google by a local server. */
export type AuthDeps = {
  codes: CodeGuards;
  google: GoogleGuards;
  /** The return path of a sign-in: a path of our own, or the second text. */
  toReturnPath: typeof toSafePath;
  /** Google's application keys, and in tests another issuer. */
  googleApp: { clientId: string; clientSecret: string; wellKnown?: string; issuer?: string } | null;
};

/** The production dependencies: all guards; Google when the settings name an application. */
export function createAuthDeps(): AuthDeps {
  const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret } = env();
  const googleApp = clientId && clientSecret ? { clientId, clientSecret } : null;
  return { codes: codeGuards, google: googleGuards, toReturnPath: toSafePath, googleApp };
}

/** Our own URL to which next-auth will return; it survives the redirect to Google and back. */
function getReturnUrl({ cookie }: AuthRequest): URL | null {
  const name = `${hasSecureCookies() ? "__Secure-" : ""}next-auth.callback-url`;
  try {
    return new URL(decodeURIComponent(parseCookies(cookie).get(name) ?? ""));
  } catch {
    return null;
  }
}

/** The language of the requesting page: as stated, from the return URL, or as chosen earlier. */
function getLocale(request: AuthRequest) {
  const chosen = parseCookies(request.cookie).get("NEXT_LOCALE");
  const candidates = [request.locale, getReturnUrl(request)?.pathname.split("/")[1], chosen];
  return candidates.flatMap((one) => locales.filter((locale) => locale === one))[0] ?? "en";
}

const createCtx = async (request: AuthRequest) => ({
  actor: await resolveActor(request.cookie, "shop"),
  surface: "shop" as const,
  locale: getLocale(request),
  requestId: generateSecret(),
  address: "",
});

type Credentials = Record<"address" | "code" | "kind" | "label", string> | undefined;

/**
 * Checks a one-time code and returns to next-auth the device that is now signed in. Throws an Error named by the
 * refusal's code.
 */
async function authorize(given: Credentials, request: AuthRequest, guards: CodeGuards): Promise<{ id: string }> {
  const input = codeSignInSchema.safeParse({
    address: given?.address,
    code: given?.code,
    device: { kind: given?.kind, label: given?.label },
  });
  if (!input.success) throw new Error("BAD_INPUT");
  const browser = readSignedCookie(parseCookies(request.cookie), "selvedge-browser");
  try {
    return { id: await signIn(await createCtx(request), { ...input.data, browser }, guards) };
  } catch (e) {
    throw isAppError(e) ? new Error(e.appCode) : e;
  }
}

/** Whether a signed-in customer requested to connect Google: the return URL says so. */
const isLinkRequest = (request: AuthRequest): boolean => getReturnUrl(request)?.searchParams.get("link") === "google";

/** Signs in with Google's claims and returns the device that is now signed in, or the page that shows the refusal. */
async function signInByGoogle(claims: unknown, request: AuthRequest, guards: GoogleGuards) {
  const refusal = (code: string) => ({ page: `/${getLocale(request)}/account?refused=${code}` });
  const profile = googleProfileSchema.safeParse(claims);
  if (!profile.success) return refusal("GOOGLE_UNVERIFIED");
  const signIn = { profile: profile.data, device: parseUserAgent(request.userAgent), link: isLinkRequest(request) };
  try {
    return { deviceId: await signInWithGoogle(await createCtx(request), signIn, guards) };
  } catch (err) {
    if (isAppError(err)) return refusal(err.appCode);
    log().error({ err }, "a sign-in with Google failed");
    return refusal("INTERNAL");
  }
}

/**
 * next-auth's settings for one request: a session is a signed pointer to a device's row, so that the server can end it
 * immediately.
 */
export function buildAuthOptions(request: AuthRequest, parts: AuthDeps = createAuthDeps()): AuthOptions {
  const accountPage = `/${getLocale(request)}/account`;
  let googleDevice: string | undefined;
  return {
    secret: secrets().auth,
    useSecureCookies: hasSecureCookies(),
    // next-auth's own logger prints request data, including addresses.
    logger: { error: (code) => log().warn({ code }, "a sign-in failed"), warn() {}, debug() {} },
    session: { strategy: "jwt", maxAge: sessionDays * 86_400 },
    pages: { signIn: accountPage, error: accountPage },
    providers: [
      CredentialsProvider({
        id: "code",
        name: "code",
        credentials: { address: {}, code: {}, kind: {}, label: {} },
        authorize: (given) => authorize(given as Credentials, request, parts.codes),
      }),
      ...(parts.googleApp ? [GoogleProvider({ ...parts.googleApp, checks: ["pkce", "state", "nonce"] })] : []),
    ],
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== "google") return true;
        const taken = await signInByGoogle(profile, request, parts.google);
        if ("page" in taken) return taken.page;
        googleDevice = taken.deviceId;
        return true;
      },
      jwt: ({ token, user, account }) => ({
        sid: account?.provider === "google" ? googleDevice : user ? user.id : token.sid,
      }),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => {
        const returnPath = url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url;
        const back = parts.toReturnPath(returnPath, "/");
        return back.startsWith("/") ? `${baseUrl}${back}` : back;
      },
    },
  };
}
