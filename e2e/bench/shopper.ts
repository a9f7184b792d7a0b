import { randomUUID } from "node:crypto";
import { schemaV } from "@/server/sync/schema";
import type { Guest, Shop } from "./shop";
import { Wire } from "./wire";

const pushPath = "/api/trpc/sync.push";
export const query = (procedure: string, input: object = {}): string =>
  `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;

/** A device with its own client id and connection that adds pieces through the public procedure, as a browser does. */
export function adder(port: number, { shopperId, cookie }: Guest, variants: string[], wire = new Wire(port)) {
  const clientId = randomUUID();
  let mid = 0;
  let cursor: { scope: string; epoch: string; version: number } | undefined;
  return {
    wire,
    clientId,
    /** Adds one piece and gives the time that took (ms). Throws when it was not applied. */
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

/** Sessions that a client of a closed loop takes turns with, so that none asks more often than limits let one person. */
const sessionsEach = 60;

/** `count` clients with a connection each and many guests behind it: a store full of people behind one address. */
export async function crowd(shop: Shop, count: number, variants: string[]) {
  const guests = await shop.guests(count * sessionsEach);
  return Array.from({ length: count }, (_, i) => {
    const wire = new Wire(shop.port);
    const mine = guests.slice(i * sessionsEach, (i + 1) * sessionsEach);
    const adders = mine.map((guest) => ({ ...adder(shop.port, guest, variants, wire), cookie: guest.cookie }));
    let turn = 0;
    return { wire, adders, next: () => adders[turn++ % adders.length] ?? raiseEmpty() };
  });
}

function raiseEmpty(): never {
  throw new Error("a crowd of nobody");
}
