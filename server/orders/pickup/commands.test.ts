import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { cart, cartLine } from "@/db/schema/cart";
import { assistanceGrant } from "@/db/schema/identity";
import { pickup } from "@/db/schema/orders";
import { syncChange } from "@/db/schema/sync";
import * as inventory from "@/server/inventory/commands";
import { getAvailableInStore, listStockViolations } from "@/server/inventory/queries";
import { pull } from "@/server/sync/pull";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { cancel, extend } from "./commands";
import { listOwnPickups, listStorePickups } from "./queries";
import { reserve } from "./reserve";
import { type ReserveInput, reserveSchema } from "./schema";

const contact = { name: "Leyla Həsənova", contact: "leyla@example.test" };

async function stockStore(pieces = 3, store: Parameters<typeof makeStore>[0] = {}) {
  const stocked = await makeStore(store);
  const [variant] = (await makeProduct()).variants;
  const variantId = variant?.id ?? "";
  await stock(variantId, stocked.id, pieces);
  const input = (quantity = 1, more: Partial<ReserveInput> = {}): ReserveInput => ({
    key: randomUUID(),
    storeId: stocked.id,
    lines: [{ variantId, quantity }],
    contact,
    ...more,
  });
  const free = async () => (await getAvailableInStore(stocked.id, [variantId])).get(variantId) ?? 0;
  return { store: stocked, variantId, input, free };
}

const refused = (appCode: string) => ({ appCode });
const shiftClock = (by: string) => db().execute(sql`update clock_offset set shift = ${by}::interval`);

afterEach(async () => {
  await shiftClock("0");
  expect(await listStockViolations()).toEqual([]);
});

describe("reserving", () => {
  it("holds the items, promises a time and tells the shopper and the store, the store without the code", async () => {
    const { store, variantId, input, free } = await stockStore();
    const leyla = await makeShopper();
    const row = await reserve(leyla.ctx, input(2));
    expect(row).toMatchObject({ status: "reserved", contact: contact.contact, store: { id: store.id } });
    expect(row.code).toMatch(/^\d{6}$/);
    expect(row.lines).toMatchObject([{ variantId, quantity: 2, price: { minor: 12_900, currency: "AZN" } }]);
    expect(Date.parse(row.expiresAt)).toBeGreaterThan(Date.parse(row.promisedAt));
    expect(await free()).toBe(1);
    expect((await listOwnPickups(leyla.ctx)).pickups).toEqual([row]);
    const [change] = await db().select().from(syncChange).where(eq(syncChange.scopeId, store.id));
    expect(change).toMatchObject({ entity: "pickup", entityId: row.id, row: { contactName: "Leyla H." } });
    expect(JSON.stringify([change, await listStorePickups(store.id)])).not.toMatch(`${row.code}|example.test|Həsənova`);
    const [ownChange] = await db().select().from(syncChange).where(eq(syncChange.scopeId, leyla.id));
    expect(ownChange).toMatchObject({ entity: "pickup", row: { code: row.code } });
  });

  it("refuses an invalid reservation and leaves nothing behind", async () => {
    const { input, free } = await stockStore(20);
    const { ctx } = await makeShopper();
    const closed = await stockStore(3, { weeklyHours: Array.from({ length: 7 }, () => []) });
    await expect(reserve(ctx, closed.input())).rejects.toMatchObject(refused("STORE_CLOSED"));
    const inactive = await stockStore(3, { active: false });
    await expect(reserve(ctx, inactive.input())).rejects.toMatchObject(refused("NOT_FOUND"));
    await expect(reserve(ctx, input(1, { storeId: randomUUID() }))).rejects.toMatchObject(refused("NOT_FOUND"));
    const unknown = [{ variantId: randomUUID(), quantity: 1 }];
    await expect(reserve(ctx, input(1, { lines: unknown }))).rejects.toMatchObject(refused("UNKNOWN_VARIANT"));
    await expect(reserve(ctx, input(11))).rejects.toMatchObject(refused("TOO_MANY_PIECES"));
    for (const bad of [
      { ...contact, contact: "12345" },
      { ...contact, contact: "a@b" },
    ]) {
      await expect(reserve(ctx, input(1, { contact: bad }))).rejects.toMatchObject(refused("CONTACT_WRONG"));
    }
    await expect(reserve(ctx, { ...input(), contact: undefined })).rejects.toMatchObject(refused("CONTACT_NEEDED"));
    expect(await free()).toBe(20);
    expect((await listOwnPickups(ctx)).pickups).toEqual([]);
  });

  it("is of one currency, the retailer's", async () => {
    const { input, free, store, variantId } = await stockStore();
    const { ctx } = await makeShopper();
    const euro = (await makeProduct(["M"], 4_900, "EUR")).variants[0]?.id ?? "";
    await stock(euro, store.id, 3);
    const both = [variantId, euro].map((id) => ({ variantId: id, quantity: 1 }));
    await expect(reserve(ctx, input(1, { lines: both }))).rejects.toMatchObject(refused("MIXED_CURRENCIES"));
    await expect(reserve(ctx, input(1, { lines: both.slice(1) }))).rejects.toMatchObject(refused("OTHER_CURRENCY"));
    expect(await free()).toBe(3);
    expect((await listOwnPickups(ctx)).pickups).toEqual([]);
  });

  it("takes whole quantities only: 0, -1, 1.5, 1e9, words and too many are refused", () => {
    const valid = { key: randomUUID(), storeId: randomUUID(), lines: [{ variantId: randomUUID(), quantity: 1 }] };
    expect(reserveSchema.safeParse(valid).success).toBe(true);
    for (const quantity of [0, -1, 1.5, 1e9, Number.NaN, "1"]) {
      const lines = [{ variantId: randomUUID(), quantity }];
      expect(reserveSchema.safeParse({ ...valid, lines }).success).toBe(false);
    }
    for (const wrong of [{ lines: [] }, { storeId: "nizami" }, { key: "" }, { owner: randomUUID() }]) {
      expect(reserveSchema.safeParse({ ...valid, ...wrong }).success).toBe(false);
    }
  });

  it("is for the shopper only: not for an anonymous call, not for a linked device", async () => {
    const { input } = await stockStore();
    const { ctx, actor } = await makeShopper();
    for (const kind of ["anonymous", "linked"] as const) {
      const other = kind === "linked" ? { ...actor, kind } : { kind };
      await expect(reserve({ ...ctx, actor: other }, input())).rejects.toMatchObject(refused("UNAUTHENTICATED"));
    }
  });

  it("allows three open reservations, also for four calls at once", async () => {
    const { input } = await stockStore(20);
    const { ctx } = await makeShopper();
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => reserve(ctx, input())));
    expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(3);
    for (const r of results) {
      if (r.status === "rejected") expect(r.reason).toMatchObject(refused("TOO_MANY_RESERVATIONS"));
    }
    const [first] = (await listOwnPickups(ctx)).pickups;
    await cancel(ctx, { pickupId: first?.id ?? "" });
    await reserve(ctx, input());
  });

  it("needs no contact from a customer whose account has one", async () => {
    const { input } = await stockStore();
    const { ctx, email } = await makeShopper("customer");
    expect(await reserve(ctx, { ...input(), contact: undefined })).toMatchObject({ contact: email });
  });
});

describe("the same key", () => {
  it("gives the same pickup, also for two calls at once, and refuses other arguments", async () => {
    const { input, free } = await stockStore();
    const { ctx } = await makeShopper();
    const args = input();
    const [a, b] = await Promise.all([reserve(ctx, args), reserve(ctx, args)]);
    expect(b).toEqual(a);
    expect(await reserve(ctx, args)).toEqual(a);
    expect(await free()).toBe(2);
    const other = { ...args, lines: args.lines.map((l) => ({ ...l, quantity: 2 })) };
    await expect(reserve(ctx, other)).rejects.toMatchObject(refused("IDEMPOTENCY_MISMATCH"));
    const { ctx: stranger } = await makeShopper();
    expect((await reserve(stranger, args)).id).not.toBe(a.id);
  });

  it("may be used again after a refusal", async () => {
    const { input, free, store, variantId } = await stockStore(0);
    const { ctx } = await makeShopper();
    const args = input();
    await expect(reserve(ctx, args)).rejects.toMatchObject(refused("OUT_OF_STOCK"));
    const restock = sql`with l as (update stock_level set on_hand = 1 where variant_id = ${variantId} and store_id = ${store.id})
      insert into stock_movement (variant_id, store_id, delta, reason) values (${variantId}, ${store.id}, 1, 'correction')`;
    await db().execute(restock);
    expect(await reserve(ctx, args)).toMatchObject({ status: "reserved" });
    expect(await free()).toBe(0);
  });
});

describe("from the cart", () => {
  async function cartOf(scopeId: string, variantId: string, quantity: number) {
    const lineKey = `${variantId}:deliver`;
    const values = { scopeId, lineKey, variantId, fulfilment: "deliver" as const, quantity, version: 1 };
    await db().insert(cart).values({ scopeId, currency: "AZN" }).onConflictDoNothing();
    await db()
      .insert(cartLine)
      .values({ ...values, priceSeenMinor: 12_900, currency: "AZN" });
    const left = async () => {
      const [line] = await db().select().from(cartLine).where(eq(cartLine.lineKey, lineKey));
      return line?.quantity;
    };
    return { lineKey, left };
  }

  it("moves the lines into the reservation in one step and notifies the other devices", async () => {
    const { variantId, input } = await stockStore();
    const { ctx, id } = await makeShopper();
    const { lineKey, left } = await cartOf(id, variantId, 2);
    await reserve(ctx, input(1, { lines: [{ variantId, quantity: 2, lineKey }] }));
    expect(await left()).toBe(0);
    const change = await db().select().from(syncChange).where(eq(syncChange.scopeId, id));
    expect(change.map((c) => [c.entity, c.row === null, c.version])).toEqual(
      expect.arrayContaining([
        ["cart_line", true, change[0]?.version],
        ["pickup", false, change[0]?.version],
      ]),
    );
  });

  it("leaves the cart alone when an item is sold out, the line has changed or is another shopper's", async () => {
    const { variantId, input, free } = await stockStore(1);
    const { ctx, id } = await makeShopper();
    const { lineKey, left } = await cartOf(id, variantId, 2);
    const reserveFromCart = (quantity: number, key = lineKey) =>
      reserve(ctx, input(1, { lines: [{ variantId, quantity, lineKey: key }] }));
    await expect(reserveFromCart(2)).rejects.toMatchObject(refused("OUT_OF_STOCK"));
    await expect(reserveFromCart(1)).rejects.toMatchObject(refused("CONFLICT"));
    const other = await makeShopper();
    const foreign = await cartOf(other.id, (await makeProduct()).variants[0]?.id ?? "", 1);
    await expect(reserveFromCart(1, foreign.lineKey)).rejects.toMatchObject(refused("NOT_FOUND"));
    expect([await left(), await foreign.left(), await free()]).toEqual([2, 1, 1]);
  });
});

describe("cancelling and extending", () => {
  it("releases the items once, and only for their owner", async () => {
    const { input, free } = await stockStore();
    const { ctx } = await makeShopper();
    const { id: pickupId } = await reserve(ctx, input());
    await expect(cancel((await makeShopper()).ctx, { pickupId })).rejects.toMatchObject(refused("NOT_FOUND"));
    const results = await Promise.allSettled([1, 2, 3].map(() => cancel(ctx, { pickupId })));
    expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
    expect(await free()).toBe(3);
    await expect(extend(ctx, { pickupId })).rejects.toMatchObject(refused("WRONG_STATUS"));
  });

  it("extends it once, to the end of the next opening day", async () => {
    const hours = Array.from({ length: 7 }, () => [["00:00", "23:30"]] as [string, string][]);
    const { input } = await stockStore(3, { weeklyHours: hours });
    const { ctx } = await makeShopper();
    const before = await reserve(ctx, input());
    const results = await Promise.allSettled([1, 2].map(() => extend(ctx, { pickupId: before.id })));
    const after = results.flatMap((r) => (r.status === "fulfilled" ? [r.value] : []));
    expect(after).toHaveLength(1);
    expect(Date.parse(after[0]?.expiresAt ?? "") - Date.parse(before.expiresAt)).toBe(86_400_000);
    await expect(extend(ctx, { pickupId: before.id })).rejects.toMatchObject(refused("ALREADY_EXTENDED"));
    await shiftClock("30 hours");
    expect(await db().select().from(pickup).where(sql`${pickup.expiresAt} <= clock_now()`)).not.toContainEqual(
      expect.objectContaining({ id: before.id }),
    );
  });
});

/** Ten guests reserve the last three items at once. */
async function tenBuyers() {
  const { input, variantId, store } = await stockStore(3);
  const buyers = await Promise.all(Array.from({ length: 10 }, () => makeShopper()));
  const results = await Promise.allSettled(buyers.map(({ ctx }) => reserve(ctx, input())));
  const refusals = results.flatMap((r) => (r.status === "rejected" ? [r.reason as { appCode?: string }] : []));
  const held = await db().execute<{ n: string }>(
    sql`select coalesce(sum(quantity), 0) as n from stock_hold where variant_id = ${variantId} and store_id = ${store.id} and ended_at is null`,
  );
  return {
    orders: 10 - refusals.length,
    codes: [...new Set(refusals.map((r) => r.appCode ?? "untyped"))],
    held: Number(held[0]?.n),
  };
}

it("gives three items to three of ten buyers and refuses seven", async () => {
  expect(await tenBuyers()).toEqual({
    orders: 3,
    codes: ["OUT_OF_STOCK"],
    held: 3,
  });
});

it("promises ten of three without the guard", async () => {
  await db().execute(sql`alter table stock_level drop constraint stock_level_reserved`);
  const holdStock = inventory.holdStockWith(() => sql`true`);
  expect(await runBroken(inventory, { holdStock }, tenBuyers)).toEqual({ orders: 10, codes: [], held: 10 });
  await db().execute(sql`update stock_hold set ended_at = clock_now(), outcome = 'released' where ended_at is null`);
  await db().execute(sql`update stock_level set reserved = 0`);
  await db().execute(
    sql`alter table stock_level add constraint stock_level_reserved check (reserved >= 0 and reserved <= on_hand)`,
  );
});

it("keeps a consultant from reserving in a shopper's name", async () => {
  const { store, input } = await stockStore();
  const { ctx } = await makeConsultant(store.id);
  await expect(reserve(ctx, input())).rejects.toMatchObject(refused("UNAUTHENTICATED"));
});

it("shows the cart to an assisting tablet, but never the hand-over code", async () => {
  const { store, input } = await stockStore();
  const leyla = await makeShopper();
  const row = await reserve(leyla.ctx, input());
  const rauf = await makeConsultant(store.id);
  await db()
    .insert(assistanceGrant)
    .values({
      shopperId: leyla.id,
      storeId: store.id,
      storeDeviceId: rauf.tablet.id,
      staffId: rauf.id,
      expiresAt: new Date(Date.now() + 600_000),
    });
  const seen = await pull(rauf.actor, { scopes: [] });
  expect(seen.map((m) => ("scope" in m ? m.scope : null)).sort()).toEqual([store.id, leyla.id].sort());
  expect(JSON.stringify(seen)).toContain(row.id);
  expect(JSON.stringify(seen)).not.toMatch(`${row.code}|example.test`);
});
