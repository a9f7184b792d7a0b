import { randomUUID } from "node:crypto";
import { schemaV } from "@/server/operations/format.rules";
import { HttpConnection } from "./http-connection";
import type { Guest } from "./server";

const pushPath = "/api/trpc/sync.push";
export const buildQueryPath = (procedure: string, input: object = {}): string =>
  `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;

/** A device with its own client id and connection that adds items through the public procedure, as a browser does. */
export function createCartAdder(port: number, { shopperId, cookie }: Guest, variants: string[]) {
  const wire = new HttpConnection(port);
  const clientId = randomUUID();
  let mid = 0;
  let cursor: { scope: string; epoch: string; version: number } | undefined;
  return {
    wire,
    clientId,
    /** Adds one item and returns the latency (ms). Throws when it was not applied. */
    async add(): Promise<number> {
      const variantId = variants[mid % variants.length];
      const args = { variantId, fulfilment: { kind: "deliver" }, quantity: 1 };
      const op = { name: "cart.add", args, mid: ++mid, scope: shopperId, baseVersion: cursor?.version ?? 0, at: 0 };
      const body = { clientId, schemaV, ops: [op], cursors: cursor ? [cursor] : [] };
      const reply = await wire.send("POST", pushPath, { cookie, body });
      const data = reply.status === 200 ? JSON.parse(reply.body).result.data : null;
      if (data?.results[0]?.outcome !== "applied") throw new Error(`not applied: ${reply.body.slice(0, 300)}`);
      const patch = data.patches.at(-1);
      if (patch) cursor = { scope: shopperId, epoch: patch.epoch, version: patch.to };
      return reply.ms;
    },
  };
}
