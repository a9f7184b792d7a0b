import { randomUUID } from "node:crypto";
import { schemaV } from "@/server/operations/format.rules";
import { push } from "@/server/operations/push";
import { pushSchema } from "@/server/operations/schema";
import { runClosedLoop } from "./measure";
import type { BenchServer } from "./server";

/** The same reading and commit as `cart.add`, called in this process, without HTTP and session. */
export async function dbFloor(shop: BenchServer) {
  const variants = await shop.variants(90);
  const lines = [];
  for (const concurrency of [1, 10]) {
    const workers = (await shop.guests(concurrency)).map(({ shopperId }) => {
      const actor = { kind: "guest", shopperId, deviceId: shopperId, device: "phone", guestId: null } as const;
      const ctx = { actor, surface: "shop", locale: "en", requestId: "bench", address: "" } as const;
      const clientId = randomUUID();
      let mid = 0;
      return async () => {
        const args = { variantId: variants[mid % variants.length], fulfilment: { kind: "deliver" }, quantity: 1 };
        const op = { name: "cart.add", args, mid: ++mid, scope: shopperId, baseVersion: 0, at: 0 };
        const from = performance.now();
        await push(ctx, pushSchema.parse({ clientId, schemaV, ops: [op] }));
        return performance.now() - from;
      };
    });
    const { operations: _, ...figures } = await runClosedLoop(workers);
    lines.push({ metric: "db.floor_commit", concurrency, ...figures });
  }
  return lines;
}
