import type { IncomingMessage, ServerResponse } from "node:http";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { type AuthDeps, buildAuthOptions } from "@/server/app/auth";
import { parseCookies } from "@/server/platform/http/cookies";

/** Answers `/api/auth/*` as the shop's route does, from the given parts, without Next around it. */
export async function answerAuth(req: IncomingMessage, res: ServerResponse, parts: AuthDeps): Promise<void> {
  const url = new URL(req.url ?? "/", "http://localhost");
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  const cookies = [...parseCookies(req.headers.cookie)].map(([name, value]) => [name, decodeURIComponent(value)]);
  const apiRequest = Object.assign(req, {
    query: { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split("/").slice(3) },
    cookies: Object.fromEntries(cookies),
    body: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
  });
  const apiResponse = Object.assign(res, {
    status(code: number) {
      res.statusCode = code;
      return apiResponse;
    },
    json: (body: unknown) => res.setHeader("content-type", "application/json").end(JSON.stringify(body)),
    send: (body: unknown) => res.end(typeof body === "string" ? body : JSON.stringify(body)),
  });
  const request = { cookie: req.headers.cookie, userAgent: req.headers["user-agent"] ?? "" };
  await NextAuth(
    apiRequest as unknown as NextApiRequest,
    apiResponse as unknown as NextApiResponse,
    buildAuthOptions(request, parts),
  );
}

/** A browser's cookies, kept between requests; follows no redirect by itself. */
export class Jar {
  readonly cookies = new Map<string, string>();

  /** Puts `name=value` pairs of a Cookie header in. */
  put(header: string): this {
    for (const [name, value] of parseCookies(header)) this.cookies.set(name, value);
    return this;
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) headers.set("cookie", this.header);
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const gone = attributes.some((a) => /max-age=0|expires=thu, 01 jan 1970/i.test(a.trim()));
      if (gone) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Posts a form to next-auth with its CSRF token, as its browser library does. */
  async postAuth(base: string, action: string, fields: Record<string, string>): Promise<Response> {
    const csrf = (await (await this.fetch(`${base}/api/auth/csrf`)).json()) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken: csrf.csrfToken, json: "true", ...fields });
    return this.fetch(`${base}/api/auth/${action}`, {
      method: "POST",
      headers: { origin: base, "sec-fetch-site": "same-origin" },
      body,
    });
  }
}

/** Goes through a provider's sign-in as a browser would; gives the path of our own page where it ends. */
export async function signInThroughProvider(jar: Jar, base: string, callbackUrl: string): Promise<string> {
  const started = await jar.postAuth(base, "signin/google", { callbackUrl: `${base}${callbackUrl}` });
  const { url } = (await started.json()) as { url: string };
  const away = await fetch(url, { redirect: "manual" });
  const back = await jar.fetch(away.headers.get("location") ?? "");
  const end = new URL(back.headers.get("location") ?? "", base);
  return end.origin === base ? `${end.pathname}${end.search}` : end.href;
}
