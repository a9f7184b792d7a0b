import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it, test } from "vitest";
import { db } from "@/db/client";
import { stockHold, stockLevel } from "@/db/schema/inventory";
import { orderLine } from "@/db/schema/orders";
import { checkInvariants } from "@/server/health/commands";
import * as inventory from "@/server/inventory/commands";
import { runBroken } from "@/server/testing/broken";
import { boughtForExchange } from "@/server/testing/exchange";
import { makeConsultant } from "@/server/testing/factories";
import { returnItems } from "./commands";
import * as queries from "./queries";

afterEach(async () => expect(await checkInvariants()).toEqual({}));

/** Holds one item for another shopper until the given time. */
async function withLockedLevel(
  variantId: string,
  { storeId, quantity, until }: { storeId: string; quantity: number; until: string },
) {
  await db()
    .update(stockLevel)
    .set({ reserved: quantity })
    .where(and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId)));
  await db()
    .insert(stockHold)
    .values({
      variantId,
      storeId,
      quantity,
      ownerId: randomUUID(),
      purpose: "pickup",
      referenceId: randomUUID(),
      expiresAt: sql`clock_now() + ${until}::interval`,
    });
}

test("an item held for another shopper is not given", async () => {
  const { ids, here, rauf, swap, onHand } = await boughtForExchange();
  await withLockedLevel(ids.L, { storeId: here.id, quantity: 2, until: "1 day" });
  await expect(returnItems(rauf.ctx, swap(ids.L, 12_900))).rejects.toMatchObject({
    appCode: "OUT_OF_STOCK",
    details: { variantId: ids.L, available: 0 },
  });
  expect(await onHand(ids.M)).toBe(0);
});

/** Two tablets of one store exchange at once: the same item, or two items for the last one. */
async function twoTablets(what: "one piece" | "the last piece") {
  const world = await boughtForExchange({ quantity: 2, paid: 12_900 });
  const { ids, here, rauf, order, swap } = world;
  if (what === "the last piece") await withLockedLevel(ids.L, { storeId: here.id, quantity: 1, until: "1 day" });
  const quantity = what === "one piece" ? 2 : 1;
  const aysel = await makeConsultant(here.id);
  const other = what === "one piece" ? ids.S : ids.L;
  const outcomes = await Promise.all(
    [
      { ctx: rauf.ctx, instead: ids.L },
      { ctx: aysel.ctx, instead: other },
    ].map(({ ctx, instead }) =>
      returnItems(ctx, swap(instead, 12_900, { quantity })).then(
        () => "exchanged",
        (e: { appCode?: string }) => e.appCode ?? "broken",
      ),
    ),
  );
  const given = await db()
    .select()
    .from(orderLine)
    .where(and(eq(orderLine.orderId, order.id), sql`instead_of is not null`));
  return { errors: outcomes.sort(), pieces: given.reduce((sum, l) => sum + l.quantity, 0) };
}

describe("two tablets at once", () => {
  it("exchange one item once", async () => {
    expect(await twoTablets("one piece")).toEqual({ errors: ["WRONG_STATUS", "exchanged"], pieces: 2 });
  });
  it("and only the table's own check prevents a second exchange without the guard", async () => {
    const unguarded = { isReturnable: () => sql`true` };
    const { errors } = await runBroken(queries, unguarded, () => twoTablets("one piece"));
    expect(errors).toEqual(["broken", "exchanged"]);
  });
  it("give the last item once", async () => {
    expect(await twoTablets("the last piece")).toEqual({ errors: ["OUT_OF_STOCK", "exchanged"], pieces: 1 });
  });
  it("and only the table's own check prevents an exchange for a held item without the guard", async () => {
    const unguarded = { hasAvailable: () => sql`true` };
    const { errors } = await runBroken(inventory, unguarded, () => twoTablets("the last piece"));
    expect(errors).toEqual(["broken", "exchanged"]);
  });
});
