import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { cartLine } from "@/db/schema/cart";
import { favourite } from "@/db/schema/favourites";
import { syncChange, syncReceipt, syncScope } from "@/db/schema/sync";
import { schemaV } from "@/server/operations/format.rules";
import { push } from "@/server/operations/push";
import { pushSchema } from "@/server/operations/schema";
import { makeProduct, makeShopper } from "@/server/testing/factories";
import { pull } from "./pull";
import { sweepRetention } from "./retention";

const days = (n: number) => db().execute(sql`update clock_offset set shift = shift + make_interval(days => ${n})`);

it("deletes changes after 14 days, receipts and tombstones after 35, and answers old cursors with a snapshot", async () => {
  const shopper = await makeShopper();
  const product = await makeProduct(["M"]);
  const variantId = product.variants[0]?.id ?? "";
  const clientId = randomUUID();
  let mid = 0;
  const send = (name: string, args: object) => {
    const op = { name, args, mid: ++mid, scope: shopper.id, baseVersion: 1_000, at: 0 };
    return push(shopper.ctx, pushSchema.parse({ clientId, schemaV, ops: [op] }));
  };
  const first = await send("cart.add", { variantId, fulfilment: { kind: "deliver" }, quantity: 1 });
  await send("favourite.add", { productId: product.id });
  await send("cart.remove", { lineKey: `${variantId}:deliver`, seenQuantity: 1 });
  await send("favourite.remove", { productId: product.id, seenVersion: 2 });

  expect(await sweepRetention()).toEqual({ changes: 0, receipts: 0, clients: 0, lines: 0, favourites: 0 });
  await days(15);
  await send("favourite.add", { productId: product.id });
  expect(await sweepRetention()).toEqual({ changes: 4, receipts: 0, clients: 0, lines: 0, favourites: 0 });
  const [scope] = await db().select().from(syncScope).where(eq(syncScope.id, shopper.id));
  expect(scope).toMatchObject({ version: 5, minVersion: 4 });
  const cursor = { scope: shopper.id, epoch: first.patches[0]?.epoch ?? "", version: 1 };
  expect(await pull(shopper.actor, { scopes: [cursor] })).toMatchObject([{ kind: "snap", to: 5 }]);
  expect(await pull(shopper.actor, { scopes: [{ ...cursor, version: 4 }] })).toMatchObject([{ kind: "patch", to: 5 }]);

  await days(21);
  expect(await sweepRetention()).toEqual({ changes: 1, receipts: 4, clients: 0, lines: 1, favourites: 0 });
  expect(await db().select().from(cartLine).where(eq(cartLine.scopeId, shopper.id))).toEqual([]);
  expect(await db().select().from(favourite).where(eq(favourite.scopeId, shopper.id))).toHaveLength(1);
  expect(await db().select().from(syncChange).where(eq(syncChange.scopeId, shopper.id))).toEqual([]);
  expect(await db().select().from(syncReceipt).where(eq(syncReceipt.clientId, clientId))).toHaveLength(1);
});
