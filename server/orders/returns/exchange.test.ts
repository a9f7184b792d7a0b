import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { product, variant } from "@/db/schema/catalogue";
import { stockMovement } from "@/db/schema/inventory";
import { goodsReturn } from "@/db/schema/returns";
import { checkInvariants } from "@/server/health/commands";
import { boughtForExchange, cost } from "@/server/testing/exchange";
import { makeOffice, makeProduct, makeShopper, stock } from "@/server/testing/factories";
import { movements, openTill } from "@/server/testing/paid-order";
import { getOfficeOrder, listOfficeOrders } from "../office/queries";
import { reserve } from "../pickup/reserve";
import { getOrder } from "../queries";
import { returnItems } from "./commands";
import { getReturnableOrder } from "./queries";
import type { ReturnItemsInput } from "./schema";

afterEach(async () => expect(await checkInvariants()).toEqual({}));

/** The replacement line of an order, and what the tablet may do with it. */
async function getReplacementLine(orderId: string) {
  const lines = (await getOrder(orderId)).lines.filter((l) => l.insteadOf && l.returned === 0);
  return lines[0]?.id ?? "";
}

describe("an even exchange", () => {
  it("is one document: one item comes in, the other leaves, and no money moves", async () => {
    const { ids, here, rauf, order, swap, refunds, onHand } = await boughtForExchange();
    const done = await returnItems(rauf.ctx, swap(ids.L, 12_900));
    expect(done).toMatchObject({ number: order.number, refund: { minor: 0, currency: "AZN" }, to: "nothing" });
    expect([await onHand(ids.M), await onHand(ids.L), await refunds()]).toEqual([1, 1, []]);
    expect(await db().select().from(goodsReturn).where(eq(goodsReturn.orderId, order.id))).toMatchObject([
      { id: done.returnId, refundMinor: 0 },
    ]);
    const moves = await db().select().from(stockMovement).where(eq(stockMovement.referenceId, done.returnId));
    expect(moves.map((m) => [m.variantId, m.delta, m.reason, m.actorId]).sort()).toEqual(
      [
        [ids.M, 1, "returned", rauf.id],
        [ids.L, -1, "sold", rauf.id],
      ].sort(),
    );
    const [entry] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, order.id));
    expect(entry).toMatchObject({ action: "return.taken", actorId: rauf.id, storeId: here.id });
    expect(JSON.stringify(entry?.details)).toContain(ids.L);
  });

  it("shows to its buyer and to the office: what came back, its replacement, and the same total", async () => {
    const { ids, here, rauf, order, swap } = await boughtForExchange();
    const { returnId } = await returnItems(rauf.ctx, swap(ids.L, 12_900));
    const row = await getOrder(order.id);
    expect(row).toMatchObject({ status: "complete", total: { minor: 12_900 }, paid: { minor: 12_900 } });
    expect(row).toMatchObject({ refunded: { minor: 0 }, refunding: { minor: 0 } });
    expect(row.vat).toEqual([{ country: "AZ", rateBp: 1800, amount: { minor: 1_968, currency: "AZN" } }]);
    const [before] = order.lines;
    expect(row.lines.find((l) => l.insteadOf)).toMatchObject({
      variantId: ids.L,
      option: "L",
      quantity: 1,
      returned: 0,
      insteadOf: before?.id,
      fulfilmentId: returnId,
    });
    expect(row.fulfilments.find((f) => f.id === returnId)).toMatchObject({
      kind: "in_store",
      status: "handed_over",
      store: { id: here.id },
    });
    expect(row.timeline.map((e) => [e.kind, e.amount])).toEqual([["exchanged", null]]);
    const { ctx } = await makeOffice();
    expect((await getOfficeOrder(ctx, { orderId: order.id })).returns).toMatchObject([
      { refund: { minor: 0 }, lines: [{ option: "M", instead: { option: "L" } }] },
    ]);
    expect((await listOfficeOrders(ctx, { number: order.number } as never)).orders).toMatchObject([{ pieces: 1 }]);
  });

  it("needs no manager, leaves the register alone, and names no cash refund", async () => {
    const { ids, rauf, swap } = await boughtForExchange({ paid: 90_000, method: "cash" });
    await cost(ids.M, 90_000);
    await cost(ids.L, 90_000);
    const register = await openTill(rauf.actor);
    expect(await returnItems(rauf.ctx, swap(ids.L, 90_000))).toMatchObject({ to: "nothing" });
    expect(await movements(register)).toEqual([]);
  });

  it("of an item bought at a lower price counts what was paid, and later refunds that, not more", async () => {
    const { ids, rauf, order, swap, refunds, onHand } = await boughtForExchange({ paid: 9_000 });
    await returnItems(rauf.ctx, swap(ids.L, 9_000));
    expect(await refunds()).toEqual([]);
    expect((await getReturnableOrder({ orderId: order.id })).lines.map((l) => [l.state, l.price.minor]).sort()).toEqual(
      [
        ["returnable", 9_000],
        ["returned", 9_000],
      ],
    );
    // The replacement is exchanged once more, and then returned.
    const again = swap(ids.S, 9_000, { lineId: await getReplacementLine(order.id) });
    await returnItems(rauf.ctx, again);
    const back = swap("", 0, { lineId: await getReplacementLine(order.id), instead: undefined });
    expect(await returnItems(rauf.ctx, back)).toMatchObject({ refund: { minor: 9_000 }, to: "card" });
    expect(await refunds()).toEqual([9_000]);
    expect(await getOrder(order.id)).toMatchObject({ status: "returned", total: { minor: 0 } });
    expect([await onHand(ids.M), await onHand(ids.L), await onHand(ids.S)]).toEqual([1, 2, 2]);
  });

  it("of a faulty item gives the same one, and the faulty one leaves the stock", async () => {
    const { ids, here, rauf, swap, onHand } = await boughtForExchange();
    await stock(ids.M, here.id, 1);
    await returnItems(rauf.ctx, swap(ids.M, 12_900, { reason: "faulty", restocked: "damaged" }));
    expect(await onHand(ids.M)).toBe(0);
  });

  it("takes an item whose reservation is overdue, when no other is left", async () => {
    const { ids, here, rauf, swap, onHand } = await boughtForExchange();
    const { ctx } = await makeShopper();
    const who = { name: "Nigar", contact: "nigar@example.test" };
    const lines = [{ variantId: ids.L, quantity: 2 }];
    const { id } = await reserve(ctx, { key: randomUUID(), storeId: here.id, lines, contact: who });
    await db().execute(sql`update pickup set expires_at = clock_now() - interval '1 second' where id = ${id}`);
    await returnItems(rauf.ctx, swap(ids.L, 12_900));
    expect(await onHand(ids.L)).toBe(1);
  });

  it("in another country contains the VAT of the store that gave the item", async () => {
    const { ids, rauf, order, swap } = await boughtForExchange({ country: "DE" });
    await returnItems(rauf.ctx, swap(ids.L, 12_900));
    expect((await getOrder(order.id)).vat.filter((v) => v.amount.minor > 0)).toMatchObject([
      { country: "DE", rateBp: 1900, amount: { minor: 2_060 } },
    ]);
  });
});

describe("an exchange for a cheaper item", () => {
  it("refunds only the difference, to the card", async () => {
    const { ids, rauf, order, swap, refunds } = await boughtForExchange();
    expect(await returnItems(rauf.ctx, swap(ids.cheap, 11_900))).toMatchObject({
      refund: { minor: 1_000 },
      to: "card",
    });
    expect(await refunds()).toEqual([1_000]);
    const row = await getOrder(order.id);
    expect(row).toMatchObject({ total: { minor: 11_900 }, refunding: { minor: 1_000 } });
    expect(row.timeline.map((e) => [e.kind, e.amount?.minor])).toEqual([
      ["exchanged", 1_000],
      ["refund", 1_000],
    ]);
  });

  it("or from the register, beside an item that is only returned", async () => {
    const { ids, rauf, order, swap } = await boughtForExchange({ quantity: 2, paid: 8_000, method: "cash" });
    const register = await openTill(rauf.actor);
    await cost(ids.cheap, 7_000);
    await returnItems(rauf.ctx, swap(ids.cheap, 7_000));
    await returnItems(rauf.ctx, swap("", 0, { instead: undefined }));
    expect(await movements(register)).toEqual([-1_000, -8_000]);
    expect(await getOrder(order.id)).toMatchObject({ total: { minor: 7_000 }, paid: { minor: 7_000 } });
  });
});

describe("an exchange is refused and changes nothing", () => {
  const refused = async (
    code: string,
    work: (world: Awaited<ReturnType<typeof boughtForExchange>>) => ReturnItemsInput | Promise<ReturnItemsInput>,
  ) => {
    const world = await boughtForExchange();
    const before = await getOrder(world.order.id);
    await expect(returnItems(world.rauf.ctx, await work(world))).rejects.toMatchObject({ appCode: code });
    expect(await getOrder(world.order.id)).toEqual(before);
    expect([await world.onHand(world.ids.M), await world.onHand(world.ids.L)]).toEqual([0, 2]);
  };

  it("for a more expensive item, whatever price is given", async () => {
    await refused("QUOTE_CHANGED", ({ swap, ids }) => swap(ids.dear, 13_900));
    await refused("QUOTE_CHANGED", ({ swap, ids }) => swap(ids.dear, 12_900));
  });
  it("at another price than was shown", () => refused("QUOTE_CHANGED", ({ swap, ids }) => swap(ids.cheap, 11_800)));
  it("for another product", async () => {
    const other = (await makeProduct(["L"])).variants[0]?.id ?? "";
    await refused("UNKNOWN_VARIANT", ({ swap }) => swap(other, 12_900));
  });
  it("for an item that is no longer sold", async () => {
    await refused("UNKNOWN_VARIANT", async ({ swap, ids }) => {
      await db().update(variant).set({ active: false }).where(eq(variant.id, ids.L));
      return swap(ids.L, 12_900);
    });
    await refused("UNKNOWN_VARIANT", async ({ swap, ids }) => {
      const [of] = await db().select().from(variant).where(eq(variant.id, ids.L));
      await db()
        .update(product)
        .set({ active: false })
        .where(eq(product.id, of?.productId ?? ""));
      return swap(ids.L, 12_900);
    });
  });
  it("in a country with an unknown VAT rate", async () => {
    const world = await boughtForExchange({ country: "FR" });
    await expect(returnItems(world.rauf.ctx, world.swap(world.ids.L, 12_900))).rejects.toMatchObject({
      appCode: "NO_VAT_RATE",
    });
    expect(await world.onHand(world.ids.M)).toBe(0);
  });
  it("under a key of another exchange", async () => {
    const { ids, rauf, swap } = await boughtForExchange();
    const first = swap(ids.L, 12_900);
    const done = await returnItems(rauf.ctx, first);
    expect(await returnItems(rauf.ctx, first)).toEqual(done);
    const other = { ...swap(ids.S, 12_900), key: first.key };
    await expect(returnItems(rauf.ctx, other)).rejects.toMatchObject({ appCode: "IDEMPOTENCY_MISMATCH" });
  });
});
