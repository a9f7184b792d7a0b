import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request, type Server, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { type Guards, guards } from "@/server/app/guards";
import { createRequestHandler, type PageHandler, serverTimeouts } from "@/server/app/request-handler";
import { breakExports } from "@/server/testing/broken";
import { anonymous, type Person } from "./people";

/** The attacked server: the production build, or a mutant that lacks one guard. */
export type Target = { url: string; close?: () => Promise<void> };

/**
 * The shipped server minus what `changed` puts in a guard's place, listening in this process on the production server's
 * database. It answers all but pages, unless `page` does; `prepare` may hang something on the server first.
 */
export async function startMutant(
  changed: Partial<Guards>,
  page?: PageHandler,
  patience: ServerOptions = serverTimeouts,
  prepare: (server: Server) => void = () => {},
): Promise<Target> {
  const server = createServer(
    patience,
    createRequestHandler({
      guards: { ...guards, ...changed },
      ready: () => true,
      page: () => page,
      stopping: () => false,
      leaving: () => false,
      onRequest: () => {},
    }),
  );
  prepare(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The shipped server while exports of `module` are replaced by `broken`. */
export async function startBroken<M extends object>(
  module: M,
  broken: Partial<M>,
  changed: Partial<Guards> = {},
): Promise<Target> {
  const target = await startMutant(changed);
  const restore = breakExports(module, broken);
  return {
    ...target,
    async close() {
      restore();
      await target.close?.();
    },
  };
}

export type Answer = { status: number; code: string; data: unknown; body: string; headers: Headers };

type RequestOptions = { as?: Person; input?: unknown; headers?: Record<string, string> };

function toAnswer(response: Response, body: string): Answer {
  let parsed: { result?: { data?: unknown }; error?: { message?: string } } = {};
  try {
    parsed = JSON.parse(body);
  } catch {
    // A page, or nothing: see `body`.
  }
  const { status, headers } = response;
  return { status, code: parsed.error?.message ?? "", data: parsed.result?.data, body, headers };
}

const buildHeaders = ({ as = anonymous, headers }: RequestOptions) => ({
  ...(as.cookie ? { cookie: as.cookie } : {}),
  "x-surface": as.surface,
  "sec-fetch-site": "same-origin",
  ...headers,
});

/** Asks a query over HTTP as the page of its surface would; `headers` win over what a browser sends. */
export async function query({ url }: Target, procedure: string, asked: RequestOptions = {}): Promise<Answer> {
  const input = asked.input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(asked.input))}`;
  const response = await fetch(`${url}/api/trpc/${procedure}${input}`, { headers: buildHeaders(asked) });
  return toAnswer(response, await response.text());
}

/** Calls a mutation over HTTP as the page of its surface would. */
export async function mutate({ url }: Target, procedure: string, asked: RequestOptions = {}): Promise<Answer> {
  const response = await fetch(`${url}/api/trpc/${procedure}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...buildHeaders(asked) },
    ...(asked.input === undefined ? {} : { body: JSON.stringify(asked.input) }),
  });
  return toAnswer(response, await response.text());
}

type RawRequest = { from: string; path: string; method?: string; headers?: Record<string, string>; body?: string };

/**
 * One request from the address `from` (127.0.0.1 to 127.255.255.254), so that a flood uses up its own limits and not those
 * of other tests.
 */
export function askFrom({ url }: Target, { from, path, method = "GET", headers = {}, body }: RawRequest) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers, localAddress: from }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
