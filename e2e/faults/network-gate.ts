import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** pass: through; hold: never arrives; swallow: arrives, but its answer does not come back; refuse: no connection at all. */
type GateRule = "pass" | "hold" | "swallow" | "refuse";
type GatedCall = { method: string; path: string; rule: GateRule };

/**
 * A wire between two processes that a fault can cut in chosen places. `done` counts the calls that stand where the rule
 * stopped them: held ones on arrival, swallowed ones when the other side has answered.
 */
export type Gate = {
  url: string;
  /** What happens to the calls from now on. */
  rule: (method: string, path: string) => GateRule;
  stopped: GatedCall[];
  /** Resolves when `count` calls were stopped. Throws after `withinMs`. */
  atLeast(count: number, withinMs?: number): Promise<void>;
  /** Lets everything pass from now on and cuts what was stopped. */
  open(): void;
  close(): Promise<void>;
};

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function forward(target: string, req: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
    const asked = request(`${target}${req.url}`, { method: req.method, headers: req.headers }, (res) => {
      readBody(res).then(
        (text) => resolve({ status: res.statusCode ?? 502, headers: res.headers, body: text }),
        reject,
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Opens a gate before `target`, which may come and go. */
export async function openGate(target: () => string): Promise<Gate> {
  const stoppedResponses = new Set<ServerResponse>();
  let stopped: GatedCall[] = [];
  const gate: Gate = {
    url: "",
    rule: () => "pass",
    get stopped() {
      return stopped;
    },
    async atLeast(count, withinMs = 20_000) {
      for (const until = performance.now() + withinMs; stopped.length < count; ) {
        if (performance.now() > until) throw new Error(`only ${stopped.length} of ${count} calls came to the gate`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    open() {
      gate.rule = () => "pass";
      stopped = [];
      for (const res of stoppedResponses) res.destroy();
      stoppedResponses.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const server = createServer(async (req, res) => {
    const method = req.method ?? "GET";
    const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
    const rule = gate.rule(method, path);
    if (rule === "refuse") return void res.destroy();
    const stopCall = () => {
      stoppedResponses.add(res);
      stopped.push({ method, path, rule });
    };
    try {
      const body = await readBody(req);
      if (rule === "hold") return stopCall();
      const answered = await forward(target(), req, body);
      if (rule === "swallow") return stopCall();
      res.writeHead(answered.status, answered.headers).end(answered.body);
    } catch {
      res.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  gate.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return gate;
}
