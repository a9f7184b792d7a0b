import { Agent, type IncomingHttpHeaders, request } from "node:http";

export type ApiAnswer = {
  /** 0 when no answer came. */
  status: number;
  /** The refusal's code, or "". */
  code: string;
  // biome-ignore lint/suspicious/noExplicitAny: results are checked field by field
  data: any;
  headers: IncomingHttpHeaders;
  /** How many other times or places a refusal offers. */
  alternatives: number;
  ms: number;
};
type CallOptions = { cookie?: string; input?: object; surface?: "shop" | "store"; signal?: AbortSignal };

/** Asks procedures over HTTP as browsers do, on at most `connections` connections; each cookie comes from an address of its own. */
export function createApiClient(url: () => string, connections = 64) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const addresses = new Map<string, string>();
  const addressOf = (cookie: string) => {
    const n = addresses.size + 1;
    const known = addresses.get(cookie) ?? `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    addresses.set(cookie, known);
    return known;
  };
  const ask = (
    method: "GET" | "POST",
    procedure: string,
    { cookie = "", input, surface = "shop", signal }: CallOptions,
  ) => {
    const startedAt = performance.now();
    const query = method === "GET" && input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
    const headers = {
      ...(cookie ? { cookie } : {}),
      "x-surface": surface,
      "sec-fetch-site": "same-origin",
      "x-forwarded-for": addressOf(cookie),
      ...(method === "POST" ? { "content-type": "application/json" } : {}),
    };
    return new Promise<ApiAnswer>((resolve) => {
      const resolveEmpty = () => resolve({ ...noAnswer, ms: performance.now() - startedAt });
      const options = { method, headers, agent, ...(signal ? { signal } : {}) };
      const asked = request(`${url()}/api/trpc/${procedure}${query}`, options, (res) => {
        let text = "";
        res.setEncoding("utf8");
        res.on("data", (chunk: string) => {
          text += chunk;
        });
        res.on("error", resolveEmpty);
        res.on("end", () => {
          const parsed = parseBody(text);
          const { statusCode: status = 0, headers: told } = res;
          const { message: code = "", data: refused } = parsed.error ?? {};
          const alternatives = refused?.details?.alternatives?.length ?? 0;
          resolve({
            status,
            code,
            data: parsed.result?.data,
            headers: told,
            alternatives,
            ms: performance.now() - startedAt,
          });
        });
      });
      asked.on("error", resolveEmpty);
      asked.end(method === "POST" && input ? JSON.stringify(input) : undefined);
    });
  };
  return {
    query: (procedure: string, asked: CallOptions = {}) => ask("GET", procedure, asked),
    mutate: (procedure: string, asked: CallOptions = {}) => ask("POST", procedure, asked),
    close: () => agent.destroy(),
  };
}

const noAnswer = { status: 0, code: "", data: null, headers: {}, alternatives: 0 };

type ErrorBody = { message?: string; data?: { details?: { alternatives?: string[] } } };

function parseBody(text: string): { result?: { data?: unknown }; error?: ErrorBody } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export type ApiClient = ReturnType<typeof createApiClient>;
