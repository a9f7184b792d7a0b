import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { fitting } from "@/db/schema/fittings";
import { pickup } from "@/db/schema/orders";
import { listCartLines } from "@/server/cart/queries";
import { book } from "@/server/fittings/booking/commands";
import { getAvailableInStore, listStockViolations } from "@/server/inventory/queries";
import { schemaV } from "@/server/operations/format.rules";
import { createPush, createScopeQueue, push, pushDeps } from "@/server/operations/push";
import { type OpBody, type PushInput, pushSchema } from "@/server/operations/schema";
import { cancel } from "@/server/orders/pickup/commands";
import { reserve } from "@/server/orders/pickup/reserve";
import type { Ctx } from "@/server/platform/context";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";

const contact = { name: "Leyla", contact: "leyla@example.test" };
const shiftClock = (by: string) => db().execute(sql`update clock_offset set shift = ${by}::interval`);

afterEach(async () => {
  await shiftClock("0");
  expect(await listStockViolations()).toEqual([]);
});

/** A browser profile's queue: sends operations under the next numbers. */
function makeQueue(ctx: Ctx, scope: string, send = push) {
  const clientId = randomUUID();
  let mid = 0;
  const next = (op: OpBody) => ({ ...op, mid: ++mid, scope, baseVersion: 0, at: 0 });
  const sendOps = (ops: PushInput["ops"]) => send(ctx, pushSchema.parse({ clientId, schemaV, ops }));
  return { clientId, next, sendOps, push: (...ops: OpBody[]) => sendOps(ops.map(next)) };
}

async function setup({ pieces = 3, elsewhere = 0, rooms = 1 } = {}) {
  const [store, other, shopper] = await Promise.all([
    makeStore({ rooms, latitude: 40.37, longitude: 49.84 }),
    makeStore({ latitude: 40.38, longitude: 49.85, name: "Port" }),
    makeShopper(),
  ]);
  const [variant] = (await makeProduct()).variants;
  const variantId = variant?.id ?? "";
  await stock(variantId, store.id, pieces);
  await stock(variantId, other.id, elsewhere);
  const toPickupRequest = (quantity = 1, more: object = {}, key = randomUUID()) =>
    ({
      name: "request.pickup",
      args: { key, storeId: store.id, lines: [{ variantId, quantity }], contact, ...more },
    }) satisfies OpBody;
  const toFittingRequest = (startsAt: string, key = randomUUID()) =>
    ({
      name: "request.fitting",
      args: {
        key,
        storeId: store.id,
        startsAt,
        slots: 1 as const,
        variantIds: [variantId],
        contactName: contact.name,
        contact: contact.contact,
      },
    }) satisfies OpBody;
  const free = async () => (await getAvailableInStore(store.id, [variantId])).get(variantId) ?? 0;
  const pickups = () => db().select().from(pickup).where(eq(pickup.shopperId, shopper.id));
  const fittings = () => db().select().from(fitting).where(eq(fitting.shopperId, shopper.id));
  const phone = makeQueue(shopper.ctx, shopper.id);
  return { store, other, shopper, variantId, toPickupRequest, toFittingRequest, free, pickups, fittings, phone };
}

/** The next full hour and a half, in real time: inside the hours of a store that never closes. */
const inMinutesFromNow = (minutes = 90) =>
  new Date((Math.floor(Date.now() / 1_800_000) + minutes / 30) * 1_800_000).toISOString();

describe("an offline request for a pickup", () => {
  it("becomes a pickup, announced to the shopper under the operation's number and to the store", async () => {
    const { phone, toPickupRequest, shopper, free, pickups, store } = await setup();
    const { results, patches } = await phone.push(toPickupRequest(2));
    const [row] = await pickups();
    expect(results).toEqual([{ mid: 1, outcome: "applied", version: 1, answer: { made: row?.id } }]);
    expect(patches).toMatchObject([{ scope: shopper.id, from: 0, to: 1 }]);
    expect(patches[0]?.changes).toMatchObject([
      { entity: "pickup", entityId: row?.id, clientId: phone.clientId, mid: 1 },
    ]);
    expect(row).toMatchObject({ status: "reserved", storeId: store.id, contactName: "Leyla" });
    expect(await free()).toBe(1);
  });

  it("gets its first result when it is sent again, also twice at once, and is processed once", async () => {
    const { phone, toPickupRequest, free, pickups, shopper } = await setup();
    const ops = [phone.next(toPickupRequest())];
    // Two processes: only the database is between them.
    const others = [1, 2, 3].map(() => createPush({ ...pushDeps, inScope: createScopeQueue() }));
    const input = pushSchema.parse({ clientId: phone.clientId, schemaV, ops });
    const replies = await Promise.all(others.map((send) => send(shopper.ctx, input)));
    replies.push(await phone.sendOps(ops));
    for (const reply of replies) expect(reply.results).toEqual(replies[0]?.results);
    expect(await pickups()).toHaveLength(1);
    expect(await free()).toBe(2);
  });

  it("is accepted from a queue of format version 1, and known again under today's names", async () => {
    const { phone, toPickupRequest, toFittingRequest, pickups, fittings, shopper } = await setup();
    const never = { name: "request.withdraw" as const, args: { key: randomUUID(), kind: "pickup" as const } };
    const requests = [toPickupRequest(), toFittingRequest(inMinutesFromNow()), never].map(phone.next);
    const stored = requests.map((op) => ({ ...op, name: op.name.replace("request.", "wish.") }));
    const sendOps = (v: number, ops: object[]) =>
      push(shopper.ctx, pushSchema.parse({ clientId: phone.clientId, schemaV: v, ops }));
    const first = await sendOps(1, stored);
    expect(first.results.map((r) => r.outcome)).toEqual(["applied", "applied", "noop"]);
    expect([await pickups(), await fittings()].map((rows) => rows.length)).toEqual([1, 1]);
    // The reply was lost, and the page came back with today's build.
    expect((await sendOps(schemaV, requests)).results).toEqual(first.results);
    expect(await pickups()).toHaveLength(1);
  });

  it("removes its lines from the cart only when it is confirmed", async () => {
    const { phone, toPickupRequest, shopper, variantId, free } = await setup({ pieces: 2 });
    const lineKey = `${variantId}:deliver`;
    const add = (quantity: number): OpBody => ({
      name: "cart.add",
      args: { variantId, fulfilment: { kind: "deliver" }, quantity },
    });
    const lines = (quantity: number) => ({ lines: [{ variantId, quantity, lineKey }] });
    const first = await phone.push(add(3), toPickupRequest(3, lines(3)));
    expect(first.results.map((r) => r.outcome)).toEqual(["applied", "rejected"]);
    expect((await listCartLines(shopper.id)).map((l) => l.quantity)).toEqual([3]);
    const { results, patches } = await phone.push(
      { name: "cart.dec", args: { lineKey, quantity: 1 } },
      toPickupRequest(2, lines(2)),
      add(1),
    );
    expect(results.map((r) => r.outcome)).toEqual(["applied", "applied", "applied"]);
    expect(patches.flatMap((p) => p.changes.map((c) => c.entity)).sort()).toEqual([
      "cart_line",
      "cart_line",
      "cart_line",
      "pickup",
    ]);
    expect((await listCartLines(shopper.id)).map((l) => l.quantity)).toEqual([1]);
    expect(await free()).toBe(0);
  });

  it("is rejected with the nearest store that has all of it when it is sold out, and leaves stock alone", async () => {
    const { phone, toPickupRequest, other, free, pickups } = await setup({ pieces: 1, elsewhere: 2 });
    const rival = await makeShopper();
    const outOfStock = toPickupRequest();
    await reserve(rival.ctx, { ...outOfStock.args, key: randomUUID() });
    const op = phone.next(outOfStock);
    const { results } = await phone.sendOps([op]);
    expect(results).toMatchObject([
      {
        outcome: "rejected",
        reason: "OUT_OF_STOCK",
        answer: { details: { available: 0 }, alternatives: { store: { storeId: other.id, name: "Port" } } },
      },
    ]);
    expect(await pickups()).toEqual([]);
    expect(await free()).toBe(0);
    // A rejected request stays rejected when it is sent again, even if stock is free by then.
    const [held] = await db().select().from(pickup).where(eq(pickup.shopperId, rival.id));
    await cancel(rival.ctx, { pickupId: held?.id ?? "" });
    expect((await phone.sendOps([op])).results).toEqual(results);
    expect(await pickups()).toEqual([]);
  });

  it("meets the same limits and checks as an online request, and never stops the queue", async () => {
    const { phone, toPickupRequest, pickups, variantId } = await setup({ pieces: 9 });
    const { results } = await phone.push(
      toPickupRequest(11),
      toPickupRequest(1, { storeId: randomUUID() }),
      toPickupRequest(1, { contact: { name: "Leyla", contact: "nobody" } }),
      toPickupRequest(1, { lines: [{ variantId: randomUUID(), quantity: 1 }] }),
      toPickupRequest(0),
      toPickupRequest(),
      toPickupRequest(),
      toPickupRequest(),
      toPickupRequest(),
      { name: "cart.add", args: { variantId, fulfilment: { kind: "deliver" }, quantity: 1 } },
    );
    expect(results.map((r) => r.reason ?? r.outcome)).toEqual([
      "TOO_MANY_PIECES",
      "NOT_FOUND",
      "CONTACT_WRONG",
      "UNKNOWN_VARIANT",
      "BAD_INPUT",
      "applied",
      "applied",
      "applied",
      "TOO_MANY_RESERVATIONS",
      "applied",
    ]);
    expect(results[8]?.answer?.details).toEqual({ limit: 3 });
    expect(await pickups()).toHaveLength(3);
  });

  it("gets items of an overdue hold that is not swept yet", async () => {
    const { phone, toPickupRequest } = await setup({ pieces: 1 });
    await reserve((await makeShopper()).ctx, { ...toPickupRequest().args, key: randomUUID() });
    await shiftClock("60 hours");
    expect((await phone.push(toPickupRequest())).results[0]?.outcome).toBe("applied");
  });
});

describe("who may send one", () => {
  it("a linked device has to sign in, a tablet and a stranger get NOT_FOUND", async () => {
    const { shopper, toPickupRequest, toFittingRequest, store, pickups, fittings } = await setup();
    const linked: Ctx = { ...shopper.ctx, actor: { ...shopper.actor, kind: "linked" } };
    const refused = await makeQueue(linked, shopper.id).push(toPickupRequest(), toFittingRequest(inMinutesFromNow()));
    expect(refused.results.map((r) => r.reason)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    const stranger = await makeShopper();
    const consultant = await makeConsultant(store.id);
    await db().execute(sql`insert into assistance_grant (shopper_id, store_id, store_device_id, staff_id, expires_at)
      values (${shopper.id}, ${store.id}, ${consultant.tablet.id}, ${consultant.id}, now() + interval '1 hour')`);
    for (const { ctx } of [stranger, consultant]) {
      const { results } = await makeQueue(ctx, shopper.id).push(
        toPickupRequest(),
        toFittingRequest(inMinutesFromNow()),
      );
      expect(results.map((r) => [r.outcome, r.reason])).toEqual([
        ["rejected", "NOT_FOUND"],
        ["rejected", "NOT_FOUND"],
      ]);
    }
    expect([...(await pickups()), ...(await fittings())]).toEqual([]);
  });
});

describe("an offline request for a fitting", () => {
  it("becomes a fitting once, however often it is sent", async () => {
    const { phone, toFittingRequest, fittings } = await setup();
    const ops = [phone.next(toFittingRequest(inMinutesFromNow()))];
    const { results } = await phone.sendOps(ops);
    expect((await phone.sendOps(ops)).results).toEqual(results);
    const rows = await fittings();
    expect(rows.map((f) => [f.id, f.status])).toEqual([[results[0]?.answer?.made, "booked"]]);
  });

  it("is rejected with three free times when the slot was taken or has passed", async () => {
    const { phone, toFittingRequest, fittings } = await setup();
    const slotTaken = toFittingRequest(inMinutesFromNow());
    const rival = await makeShopper();
    await book(rival.ctx, { ...slotTaken.args, key: randomUUID() });
    const past = toFittingRequest(inMinutesFromNow(-120));
    const { results } = await phone.push(slotTaken, past);
    expect(results.map((r) => r.reason)).toEqual(["SLOT_TAKEN", "SLOT_PAST"]);
    for (const { answer } of results) {
      expect(answer?.alternatives?.times).toHaveLength(3);
      expect(answer?.alternatives?.times).not.toContain(slotTaken.args.startsAt);
      for (const at of answer?.alternatives?.times ?? []) expect(Date.parse(at)).toBeGreaterThan(Date.now());
    }
    expect(await fittings()).toEqual([]);
    const [time = ""] = results[0]?.answer?.alternatives?.times ?? [];
    expect((await phone.push(toFittingRequest(time))).results[0]?.outcome).toBe("applied");
  });
});

describe("withdrawing a request", () => {
  it("does nothing at all when both are sent together", async () => {
    const { phone, toPickupRequest, toFittingRequest, pickups, fittings, free } = await setup();
    const a = toPickupRequest();
    const b = toFittingRequest(inMinutesFromNow());
    const { results, patches } = await phone.push(
      a,
      b,
      { name: "request.withdraw", args: { key: a.args.key, kind: "pickup" } },
      { name: "request.withdraw", args: { key: b.args.key, kind: "fitting" } },
    );
    expect(results.map((r) => r.outcome)).toEqual(["noop", "noop", "noop", "noop"]);
    expect(patches).toEqual([]);
    expect([...(await pickups()), ...(await fittings())]).toEqual([]);
    expect(await free()).toBe(3);
  });

  it("cancels its result, and a late call under its key is refused", async () => {
    const { phone, toPickupRequest, toFittingRequest, pickups, fittings, free, shopper } = await setup();
    const a = toPickupRequest();
    const b = toFittingRequest(inMinutesFromNow());
    const never = toPickupRequest();
    await phone.push(a, b);
    const { results } = await phone.push(
      { name: "request.withdraw", args: { key: a.args.key, kind: "pickup" } },
      { name: "request.withdraw", args: { key: b.args.key, kind: "fitting" } },
      { name: "request.withdraw", args: { key: never.args.key, kind: "pickup" } },
      { name: "request.withdraw", args: { key: a.args.key, kind: "pickup" } },
    );
    expect(results.map((r) => r.outcome)).toEqual(["applied", "applied", "noop", "noop"]);
    expect((await pickups()).map((p) => p.status)).toEqual(["cancelled"]);
    expect((await fittings()).map((f) => f.status)).toEqual(["cancelled"]);
    expect(await free()).toBe(3);
    await expect(reserve(shopper.ctx, never.args)).rejects.toMatchObject({ appCode: "IDEMPOTENCY_MISMATCH" });
  });
});
