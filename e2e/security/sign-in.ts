import { request } from "node:http";
import { answerAuth } from "@/e2e/auth-handler";
import { type AuthDeps, createAuthDeps } from "@/server/app/auth";
import { type AppRouter, appRouter } from "@/server/app/router";
import type { CodeGuards } from "@/server/shoppers/addresses/one-time-codes";
import { codeGuards } from "@/server/shoppers/addresses/one-time-codes";
import { requestCode } from "@/server/shoppers/sign-in/commands";
import type { GoogleGuards } from "@/server/shoppers/sign-in/google";
import { buildCodeRequest } from "@/server/shoppers/sign-in/router";
import { router } from "@/server/trpc/init";
import { startMutant, type Target } from "./target";

type ChangedGuards = {
  codes?: Partial<CodeGuards>;
  google?: Partial<GoogleGuards>;
  app?: AuthDeps["googleApp"];
  /** Done with the address between making a code and the answer. */
  beforeAnswer?: (address: string) => Promise<void>;
};

/** The shipped server, sign-in and all, minus what `changed` puts in a guard's place; with an OpenID provider for Google. */
export async function startSignInServer({
  codes = {},
  google = {},
  app = null,
  beforeAnswer,
}: ChangedGuards): Promise<Target> {
  const guarded = { ...codeGuards, ...codes };
  const shipped = createAuthDeps();
  const parts: AuthDeps = { ...shipped, codes: guarded, google: { ...shipped.google, ...google }, googleApp: app };
  const ask: typeof requestCode = async (...asked) => {
    const address = await requestCode(...asked);
    await beforeAnswer?.(address.value);
    return address;
  };
  const shoppers = router({ ...appRouter._def.record.shoppers, requestCode: buildCodeRequest(guarded, ask) });
  const changed = router({ ...appRouter._def.record, shoppers }) as unknown as AppRouter;
  const before = process.env.NEXTAUTH_URL;
  const target = await startMutant({ router: changed }, (req, res) => answerAuth(req, res, parts));
  process.env.NEXTAUTH_URL = target.url;
  return {
    ...target,
    async close() {
      if (before === undefined) delete process.env.NEXTAUTH_URL;
      else process.env.NEXTAUTH_URL = before;
      await target.close?.();
    },
  };
}

let browsers = 0;
type Reply = { status: number; body: string; ms: number };

/** A browser at an address of its own (127.0.7.x), so that a flood uses up its own limits and not those of other tests. */
export class SignInBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #target: Target;
  readonly #from: string;

  constructor(target: Target) {
    browsers++;
    this.#target = target;
    this.#from = `127.0.${7 + Math.floor(browsers / 250)}.${1 + (browsers % 250)}`;
  }

  #send(method: string, path: string, type: string, body?: string): Promise<Reply> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(body) }),
      "sec-fetch-site": "same-origin",
    };
    return new Promise((resolve, reject) => {
      const began = performance.now();
      const asked = request(`${this.#target.url}${path}`, { method, headers, localAddress: this.#from }, (answer) => {
        for (const line of answer.headers["set-cookie"] ?? []) {
          const [pair = ""] = line.split(";");
          const at = pair.indexOf("=");
          this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
        }
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text, ms: performance.now() - began }));
      });
      asked.on("error", reject);
      asked.end(body);
    });
  }

  /** Asks for a code; says the refusal's code, or "sent". */
  async ask(address: string): Promise<{ said: string; ms: number }> {
    const reply = await this.#send(
      "POST",
      "/api/trpc/shoppers.requestCode",
      "application/json",
      JSON.stringify({ address }),
    );
    const { error } = JSON.parse(reply.body) as { error?: { message: string } };
    return { said: error?.message ?? "sent", ms: reply.ms };
  }

  /** Types a code; says the refusal's code, or "in". */
  async type(address: string, code: string): Promise<string> {
    const csrf = JSON.parse((await this.#send("GET", "/api/auth/csrf", "")).body) as { csrfToken: string };
    const form = { csrfToken: csrf.csrfToken, json: "true", address, code, kind: "laptop", label: "Attack" };
    const body = new URLSearchParams(form).toString();
    const reply = await this.#send("POST", "/api/auth/callback/code", "application/x-www-form-urlencoded", body);
    if (reply.status === 200) return "in";
    const { url } = JSON.parse(reply.body) as { url?: string };
    return new URL(url ?? "/", "http://localhost").searchParams.get("error") ?? String(reply.status);
  }
}
