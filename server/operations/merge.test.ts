import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { syncScope } from "@/db/schema/sync";
import { listCartLines } from "@/server/cart/queries";
import { listFavourites } from "@/server/favourites/queries";
import type { ShopperActor } from "@/server/platform/context";
import { commitWithChanges } from "@/server/sync/commit";
import { pull } from "@/server/sync/pull";
import { ctxOf, makeProduct, makeShopper } from "@/server/testing/factories";
import { schemaV } from "./format.rules";
import { mergeScopes } from "./merge";
import { push } from "./push";
import { type OpBody, pushSchema } from "./schema";

const deliver = { kind: "deliver" } as const;

/** A queue of one device; `as` is its actor when it sends. */
function createQueue(scope: string) {
  const clientId = randomUUID();
  let mid = 0;
  return (as: ShopperActor, bodies: OpBody[], baseVersion = 0) => {
    const ops = bodies.map((body) => ({ ...body, mid: ++mid, scope, baseVersion, at: 0 }));
    return push(ctxOf(as), pushSchema.parse({ clientId, schemaV, ops }));
  };
}

/** A guest and an account with carts: the guest 3 M and 1 L, the account 2 M and 1 S. */
async function createScene() {
  const guest = await makeShopper();
  const account = await makeShopper("customer");
  const product = await makeProduct(["S", "M", "L"]);
  const [s = "", m = "", l = ""] = product.variants.map((v) => v.id);
  const add = (variantId: string, quantity: number): OpBody => ({
    name: "cart.add",
    args: { variantId, fulfilment: deliver, quantity },
  });
  const send = createQueue(guest.id);
  await send(guest.actor, [add(m, 3), add(l, 1), { name: "favourite.add", args: { productId: product.id } }]);
  await createQueue(account.id)(account.actor, [add(m, 2), add(s, 1)]);
  const merge = () => commitWithChanges((tx, announce) => mergeScopes(tx, announce, guest.id, account.id));
  const cart = async () => Object.fromEntries((await listCartLines(account.id)).map((x) => [x.variantId, x.quantity]));
  /** The guest's device after the merge, when it has not signed in itself. */
  const linked: ShopperActor = { ...guest.actor, kind: "linked", shopperId: account.id, guestId: guest.id };
  return { guest, account, product, s, m, l, add, send, merge, cart, linked };
}

it("keeps the larger quantity of each line and the favourites of both, however often it runs", async () => {
  const { merge, cart, s, m, l, account, product } = await createScene();
  await merge();
  await merge();
  expect(await cart()).toEqual({ [s]: 1, [m]: 3, [l]: 1 });
  expect((await listFavourites(account.id)).map((f) => f.productId)).toEqual([product.id]);
});

it("merges a guest once when two devices sign in at the same moment", async () => {
  const { merge, cart, s, m, l, account } = await createScene();
  await Promise.all([merge(), merge(), merge()]);
  expect(await cart()).toEqual({ [s]: 1, [m]: 3, [l]: 1 });
  const [scope] = await db().select().from(syncScope).where(eq(syncScope.id, account.id));
  expect(scope?.version).toBe(2);
});

it("accepts late operations of the guest's devices for the account", async () => {
  const { merge, cart, send, linked, add, s, m, l, product, account } = await createScene();
  await merge();
  const { results } = await send(
    linked,
    [
      { name: "cart.remove", args: { lineKey: `${l}:deliver`, seenQuantity: 1 } },
      { name: "cart.set", args: { lineKey: `${m}:deliver`, quantity: 5 } },
      { name: "favourite.remove", args: { productId: product.id, seenVersion: 1 } },
      add(s, 1),
    ],
    1,
  );
  expect(results.map((r) => r.outcome)).toEqual(["applied", "applied", "applied", "applied"]);
  expect(await cart()).toEqual({ [s]: 2, [m]: 5 });
  expect(await listFavourites(account.id)).toEqual([]);
});

it("does not accept late operations from a device that was never part of the guest", async () => {
  const { merge, cart, guest, add, m, s, l } = await createScene();
  await merge();
  const stranger = await makeShopper();
  const { results } = await createQueue(guest.id)(stranger.actor, [add(m, 9)]);
  expect(results[0]).toMatchObject({ outcome: "rejected", reason: "NOT_FOUND" });
  expect(await cart()).toEqual({ [s]: 1, [m]: 3, [l]: 1 });
});

it("keeps the guest's own session from writing to the ended scope", async () => {
  const { merge, send, guest, add, m } = await createScene();
  await merge();
  await expect(send(guest.actor, [add(m, 1)])).rejects.toMatchObject({ appCode: "CONFLICT" });
});

it("redirects a device that requests the guest's scope", async () => {
  const { merge, linked, guest, account } = await createScene();
  await merge();
  const cursor = { scope: guest.id, epoch: randomUUID(), version: 1 };
  expect(await pull(linked, { scopes: [cursor] })).toEqual([{ kind: "merged", from: guest.id, into: account.id }]);
});

it("shows a linked device the cart and the favourites only", async () => {
  const { account, linked, merge } = await createScene();
  await merge();
  await commitWithChanges(async (_tx, announce) => {
    announce({ scopeId: account.id, kind: "shopper", entity: "pickup", entityId: "p", row: { id: "p" }, by: {} });
  });
  const [scope] = await db().select().from(syncScope).where(eq(syncScope.id, account.id));
  const cursor = { scope: account.id, epoch: scope?.epoch ?? "", version: 1 };
  const entities = async (actor: ShopperActor, scopes: (typeof cursor)[]) => {
    const pulled = await pull(actor, { scopes });
    return new Set(pulled.flatMap((m) => ("changes" in m ? m.changes.map((c) => c.entity) : [])));
  };
  expect(await entities(account.actor, [cursor])).toContain("pickup");
  expect(await entities(linked, [cursor])).toEqual(new Set(["cart_line", "favourite"]));
  expect(await entities(linked, [])).toEqual(new Set(["cart_line", "favourite"]));
});

it("leaves lines in another currency than the account's cart behind; an empty cart takes them", async () => {
  const { account, merge, s, m, add, cart, send, guest, l } = await createScene();
  const euro = await makeProduct(["M"], 4_900, "EUR");
  const id = euro.variants[0]?.id ?? "";
  await send(
    guest.actor,
    [
      { name: "cart.remove", args: { lineKey: `${m}:deliver`, seenQuantity: 3 } },
      { name: "cart.remove", args: { lineKey: `${l}:deliver`, seenQuantity: 1 } },
      add(id, 1),
    ],
    9,
  );
  await merge();
  expect(await cart()).toEqual({ [s]: 1, [m]: 2 });
  const other = await makeShopper();
  const empty = await makeShopper("customer");
  await createQueue(other.id)(other.actor, [add(id, 1)]);
  await commitWithChanges((tx, announce) => mergeScopes(tx, announce, other.id, empty.id));
  expect(await listCartLines(empty.id)).toMatchObject([{ variantId: id, currency: "EUR" }]);
  expect(await listCartLines(account.id)).toHaveLength(2);
});
