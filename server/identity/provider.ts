import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { parseCookies, readSigned, secureCookies } from "@/server/platform/cookies";
import { isAppError } from "@/server/platform/errors";
import { secrets } from "@/server/platform/secrets";
import { mergeGuest } from "@/server/sync/merge";
import { actorOf } from "@/server/trpc/context";
import { safePath } from "./rules";
import { signIn } from "./sign-in/commands";
import { codeSignInSchema } from "./sign-in/schema";

const sessionDays = 180;
type Credentials = Record<"address" | "code" | "kind" | "label", string> | undefined;

/** Checks a one-time code and gives next-auth the device that is now signed in. Throws an Error named by the refusal's code. */
async function authorize(given: Credentials, cookieHeader: string | undefined): Promise<{ id: string }> {
  const input = codeSignInSchema.safeParse({
    address: given?.address,
    code: given?.code,
    device: { kind: given?.kind, label: given?.label },
  });
  if (!input.success) throw new Error("BAD_INPUT");
  const ctx = {
    actor: await actorOf(cookieHeader, "shop"),
    surface: "shop" as const,
    locale: "en" as const,
    requestId: "sign-in",
    address: "",
  };
  const browser = readSigned(parseCookies(cookieHeader), "selvedge-browser");
  try {
    return { id: await signIn(ctx, { ...input.data, browser }, mergeGuest) };
  } catch (e) {
    throw isAppError(e) ? new Error(e.appCode) : e;
  }
}

/** next-auth's settings: a session is a signed pointer to a device's row, so that the server can end it at once. */
export const authOptions = (): AuthOptions => ({
  secret: secrets().auth,
  useSecureCookies: secureCookies(),
  session: { strategy: "jwt", maxAge: sessionDays * 86_400 },
  pages: { signIn: "/en/account", error: "/en/account" },
  providers: [
    CredentialsProvider({
      id: "code",
      name: "code",
      credentials: { address: {}, code: {}, kind: {}, label: {} },
      authorize: (given, req) => {
        const header = (req.headers as Record<string, string> | undefined)?.cookie;
        return authorize(given as Credentials, header);
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => ({ sid: user ? user.id : token.sid }),
    session: ({ session }) => ({ expires: session.expires }),
    redirect: ({ url, baseUrl }) => {
      const asked = url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url;
      return `${baseUrl}${safePath(asked, "/")}`;
    },
  },
});
