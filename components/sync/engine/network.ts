import type { PushReply } from "@/server/operations/schema";
import type { Surface } from "@/server/platform/context";
import type { StreamMessage } from "@/server/sync/schema";
import { type FailureKind, type Network, NetworkFailure } from "./ports";

const timeoutMs = 10_000;
type TrpcReply = {
  result?: { data: unknown };
  error?: { data?: { appCode?: string; httpStatus?: number; details?: Record<string, unknown> } };
};

const failureKinds: Record<string, FailureKind> = {
  UNAUTHENTICATED: "signed_out",
  UPGRADE_REQUIRED: "upgrade",
  CLIENT_FORKED: "forked",
  SEQUENCE_GAP: "gap",
  BAD_INPUT: "bad_input",
};

function toFailure(status: number, reply: TrpcReply | null): NetworkFailure {
  const data = reply?.error?.data;
  const expectedMid = data?.details?.expectedMid;
  const kind =
    failureKinds[data?.appCode ?? ""] ?? (status === 401 ? "signed_out" : status === 413 ? "bad_input" : "unreachable");
  return new NetworkFailure(kind, typeof expectedMid === "number" ? expectedMid : null, data?.appCode ?? null);
}

/**
 * Calls one procedure of ours without a batch, in page or worker. Throws NetworkFailure; `unreachable` covers the
 * network, time-outs and everything that is the server's own fault.
 */
export async function callProcedure<T>(
  surface: Surface,
  procedure: string,
  input: unknown,
  mutate: boolean,
): Promise<T> {
  const url = `/api/trpc/${procedure}`;
  const headers = { "content-type": "application/json", "x-surface": surface };
  const signal = AbortSignal.timeout(timeoutMs);
  const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  let status = 0;
  let reply: TrpcReply | null = null;
  try {
    const response = mutate
      ? await fetch(url, { method: "POST", headers, body: JSON.stringify(input ?? {}), signal })
      : await fetch(`${url}${query}`, { headers, signal });
    status = response.status;
    reply = (await response.json()) as TrpcReply;
  } catch {
    throw toFailure(status, null);
  }
  if (!reply.result) throw toFailure(status, reply);
  return reply.result.data as T;
}

/** A tablet gets a ping each second: a consultant must see within 5 s that the screen is stale. */
const tabletTimeouts = { silenceMs: 3_000, patienceMs: 1_500 };

/** Whether the server answers at all, within `patienceMs`. */
async function ping(patienceMs: number): Promise<boolean> {
  try {
    const response = await fetch("/livez", {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** The engine's network over our own tRPC procedures and the live stream of `surface`. */
export function createBrowserNetwork(surface: Surface): Network {
  return {
    push: (input) => callProcedure<PushReply>(surface, "sync.push", input, true),
    pull: (input) => callProcedure<StreamMessage[]>(surface, "sync.pull", input, false),
    ping: () => ping(surface === "store" ? tabletTimeouts.patienceMs : 5_000),
    ...(surface === "store" ? { silenceMs: tabletTimeouts.silenceMs } : {}),
    open({ clientId, scopes }, on) {
      const lastEventId = scopes.map((s) => `${s.scope}:${s.epoch}:${s.version}`).join(",");
      const input = { surface, clientId, ...(lastEventId ? { lastEventId } : {}) };
      const source = new EventSource(`/api/trpc/sync.stream?input=${encodeURIComponent(JSON.stringify(input))}`);
      source.addEventListener("connected", () => on.open());
      source.addEventListener("current", () => on.current());
      source.addEventListener("ping", () => on.alive());
      source.addEventListener("message", ({ data }: MessageEvent<string>) => on.message(JSON.parse(data)));
      // Every end is handled here: the browser gives up after a status other than 200, and repeats an old cursor.
      for (const end of ["error", "return", "serialized-error"]) {
        source.addEventListener(end, () => {
          source.close();
          on.down();
        });
      }
      return () => source.close();
    },
  };
}
