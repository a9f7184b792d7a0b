import { randomUUID } from "node:crypto";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db } from "@/db/client";
import { shopperDevice } from "@/db/schema/identity";
import { schemaV } from "@/server/operations/format.rules";
import { push } from "@/server/operations/push";
import { pushSchema } from "@/server/operations/schema";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import type { Patch, StreamMessage } from "@/server/sync/schema";
import { handleStream, startSync, stopSync } from "@/server/sync/stream/handler";
import { makeProduct, makeShopper } from "./factories";
import { streamGuards } from "./stream-guards";

type StreamOptions = { surface?: string; lastEventId?: string; origin?: string };
export type StreamEvent = { id: string; data: StreamMessage };

/** Opens a stream as a browser does. `until` waits for an event and returns all received so far. */
async function openStream(port: number, cookie: string, options: StreamOptions = {}) {
  const { surface = "shop", lastEventId, origin } = options;
  const input = encodeURIComponent(JSON.stringify({ surface }));
  const headers = { cookie, ...(lastEventId && { "last-event-id": lastEventId }), ...(origin && { origin }) };
  const url = `http://127.0.0.1:${port}/api/trpc/sync.stream?input=${input}`;
  const res = await new Promise<IncomingMessage>((resolve) => get(url, { headers, agent: false }, resolve));
  const events: StreamEvent[] = [];
  let text = "";
  let wake = () => {};
  res.on("data", (chunk) => {
    text += chunk;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const line = (name: string) =>
        part
          .split("\n")
          .find((l) => l.startsWith(`${name}: `))
          ?.slice(name.length + 2) ?? "";
      if (!line("event") && line("data")) events.push({ id: line("id"), data: JSON.parse(line("data")) });
    }
    wake();
  });
  let ended = false;
  res.on("close", () => {
    ended = true;
    wake();
  });
  const until = async (found: (e: StreamEvent) => boolean) => {
    while (!events.some(found)) {
      if (ended) throw new Error("the stream ended");
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return events;
  };
  const end = async () => {
    while (!ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const close = async () => {
    res.destroy();
    await end();
  };
  return { res, events, until, end, close, status: res.statusCode };
}

/** Serves streams in this process, as the server does. */
export async function serveStreams() {
  const server = createServer((req, res) => void handleStream(req, res, streamGuards));
  const opened: IncomingMessage[] = [];
  startSync();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async open(cookie: string, options?: StreamOptions) {
      const stream = await openStream(port, cookie, options);
      opened.push(stream.res);
      return stream;
    },
    async close() {
      for (const res of opened) res.destroy();
      stopSync();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const isPatch = (m: StreamMessage): m is Patch => m.kind === "snap" || m.kind === "patch";
/** Whether an event brings the scope to the version. */
export const reaches = (scope: string, version: number) => (e: StreamEvent) =>
  isPatch(e.data) && e.data.scope === scope && e.data.to >= version;
export const isKind = (k: StreamMessage["kind"]) => (e: StreamEvent) => e.data.kind === k;

/** A guest with a cart, and the cookie of the guest's device. */
export async function createScene() {
  const shopper = await makeShopper();
  const secret = generateSecret();
  await db()
    .update(shopperDevice)
    .set({ secretHash: sha256(secret) })
    .where(eq(shopperDevice.id, shopper.device.id));
  const product = await makeProduct(["M"]);
  const variantId = product.variants[0]?.id ?? "";
  const clientId = randomUUID();
  let mid = 0;
  const add = () => {
    const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
    const op = { name: "cart.add", args, mid: ++mid, scope: shopper.id, baseVersion: 0, at: 0 };
    return push(shopper.ctx, pushSchema.parse({ clientId, schemaV, ops: [op] }));
  };
  return { shopper, cookie: signCookie("selvedge-guest", secret), add, clientId };
}

/** Each patch begins where the previous one ended. */
export function expectUnbroken(events: StreamEvent[], scope: string) {
  const steps = events.map((e) => e.data).filter((m) => isPatch(m) && m.scope === scope) as Patch[];
  for (const [i, step] of steps.entries()) if (i > 0) expect(step.from).toBe(steps[i - 1]?.to);
}
