import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { pickup } from "@/db/schema/orders";
import { getAvailableInStore, listStockViolations } from "@/server/inventory/queries";
import { schemaV } from "@/server/operations/format.rules";
import { createPush, createScopeQueue, pushDeps } from "@/server/operations/push";
import { pushSchema } from "@/server/operations/schema";
import { reserve } from "@/server/orders/pickup/reserve";
import * as idempotency from "@/server/platform/idempotency";
import { runBroken } from "@/server/testing/broken";
import { makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";

afterEach(async () => expect(await listStockViolations()).toEqual([]));

/**
 * One request that arrives by every path: an online call whose answer was lost, the queue, the queue again, and the
 * queue under another client id (a copied profile). Returns the resulting pickups and held quantity.
 */
async function sendEveryPath(broken: Partial<typeof idempotency> = {}) {
  const [store, shopper, product] = await Promise.all([makeStore(), makeShopper(), makeProduct()]);
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, 5);
  const send = createPush({ ...pushDeps, inScope: createScopeQueue() });
  const contact = { name: "Leyla", contact: "leyla@example.test" };
  const args = { key: randomUUID(), storeId: store.id, lines: [{ variantId, quantity: 1 }], contact };
  const queue = randomUUID();
  const copy = randomUUID();
  const arrive = async (clientId: string) => {
    const ops = [{ name: "request.pickup", args, mid: 1, scope: shopper.id, baseVersion: 0, at: 0 }];
    const { results } = await send(shopper.ctx, pushSchema.parse({ clientId, schemaV, ops }));
    return results[0]?.outcome;
  };
  await reserve(shopper.ctx, args);
  const answers = await runBroken(idempotency, broken, async () => [
    await arrive(queue),
    await arrive(queue),
    await arrive(copy),
  ]);
  const free = (await getAvailableInStore(store.id, [variantId])).get(variantId) ?? 0;
  return { pickups: await db().$count(pickup, eq(pickup.shopperId, shopper.id)), held: 5 - free, answers };
}

describe("one request by every path", () => {
  it("is one pickup", async () => {
    expect(await sendEveryPath()).toEqual({
      pickups: 1,
      held: 1,
      answers: ["applied", "applied", "applied"],
    });
  });

  it("is several without the key", async () => {
    const { pickups, held } = await sendEveryPath({ runIdempotent: (_tx, _call, work) => work() });
    expect(pickups).toBeGreaterThan(1);
    expect(held).toBe(pickups);
  });
});
