import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { fitting } from "@/db/schema/fittings";
import { syncChange } from "@/db/schema/sync";
import { isAppError } from "@/server/platform/errors";
import { ctxOf, makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { getShopperFitting } from "../queries";
import { bookSchema } from "../schema";
import { book } from "./commands";

/** Moves the database clock to the given time. */
const setClock = (iso: string) => db().execute(sql`update clock_offset set shift = ${iso}::timestamptz - now()`);
const listOverlaps = async () => {
  const [row] = await db().execute<{ n: number }>(sql`
    select count(*)::int as n from fitting a join fitting b on a.room_id = b.room_id and a.id < b.id and a.during && b.during
    where a.status in ('booked', 'checked_in', 'done') and b.status in ('booked', 'checked_in', 'done')`);
  return row?.n ?? -1;
};
const contact = { contactName: "Leyla", contact: "leyla@example.test" };
const toBookInput = (given: Partial<Parameters<typeof book>[1]> & { storeId: string; startsAt: string }) => ({
  slots: 1 as const,
  variantIds: [],
  key: randomUUID(),
  ...contact,
  ...given,
});
const getRefusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (e: unknown) => (isAppError(e) ? { code: e.appCode, ...e.details } : Promise.reject(e)),
  );

beforeEach(() => setClock("2026-11-23T05:00:00Z"));
afterEach(async () => expect(await listOverlaps()).toBe(0));

const hours = (...day: [string, string][]) => Array.from({ length: 7 }, () => day);
const bakuStore = (rooms = 1) =>
  makeStore({
    rooms,
    weeklyHours: hours(["10:00", "14:00"], ["15:00", "21:00"]).with(6, []),
    holidays: [{ date: "2026-11-26", name: "Day off", hours: [] }],
  });
const at = (time: string, date = "2026-11-23") => new Date(`${date}T${time}:00+04:00`).toISOString();

describe("booking", () => {
  it("takes a room, stores the items and announces to both scopes", async () => {
    const [store, shopper, product] = await Promise.all([bakuStore(), makeShopper(), makeProduct(["M", "L"])]);
    const variantIds = product.variants.map((v) => v.id);
    const { fittingId } = await book(
      shopper.ctx,
      toBookInput({ storeId: store.id, startsAt: at("18:30"), variantIds }),
    );
    const row = await getShopperFitting(shopper.id, fittingId);
    expect(row).toMatchObject({
      startsAt: at("18:30"),
      endsAt: at("19:00"),
      status: "booked",
      contact: "leyla@example.test",
    });
    expect(row.items.map((i) => i.variantId).sort()).toEqual(variantIds.sort());
    const changes = await db().select().from(syncChange).where(eq(syncChange.entityId, fittingId));
    expect(changes.map((c) => c.scopeId).sort()).toEqual([shopper.id, store.id].sort());
    expect(changes.map((c) => c.row)).toEqual([row, row]);
    expect(changes.map((c) => c.by)).toEqual([{ device: "laptop" }, { device: "laptop" }]);
  });

  it("takes the next room when one is full, then refuses with three alternatives", async () => {
    const store = await bakuStore(2);
    const rooms = [];
    for (const slots of [2, 1] as const) {
      const { id, ctx } = await makeShopper();
      const { fittingId } = await book(ctx, toBookInput({ storeId: store.id, startsAt: at("12:00"), slots }));
      rooms.push((await getShopperFitting(id, fittingId)).roomName);
    }
    expect(rooms).toEqual(["Room 1", "Room 2"]);
    const { ctx } = await makeShopper();
    const full = toBookInput({ storeId: store.id, startsAt: at("12:00") });
    expect(await getRefusal(book(ctx, full))).toEqual({
      code: "SLOT_TAKEN",
      alternatives: [at("11:00"), at("11:30"), at("12:30")],
    });
  });

  it.each([
    ["a day off", { startsAt: at("12:00", "2026-11-29") }, "STORE_CLOSED"],
    ["a holiday", { startsAt: at("12:00", "2026-11-26") }, "STORE_CLOSED"],
    ["the lunch break", { startsAt: at("14:00") }, "SLOT_OUTSIDE_HOURS"],
    ["two slots over lunch", { startsAt: at("13:30"), slots: 2 as const }, "SLOT_OUTSIDE_HOURS"],
    ["a time between slots", { startsAt: at("12:10") }, "SLOT_OUTSIDE_HOURS"],
    ["too far ahead", { startsAt: at("12:00", "2026-12-07") }, "SLOT_OUTSIDE_HOURS"],
    ["a past slot", { startsAt: at("12:00", "2026-11-21") }, "SLOT_PAST"],
    ["an unknown variant", { startsAt: at("12:00"), variantIds: [randomUUID()] }, "UNKNOWN_VARIANT"],
    ["an unknown store", { startsAt: at("12:00"), storeId: randomUUID() }, "NOT_FOUND"],
    ["no name", { startsAt: at("12:00"), contactName: undefined }, "CONTACT_NEEDED"],
    ["a contact that is none", { startsAt: at("12:00"), contact: "ring me" }, "CONTACT_WRONG"],
  ])("refuses %s and writes nothing", async (_, given, code) => {
    const [store, { id, ctx }] = await Promise.all([bakuStore(), makeShopper()]);
    expect(await getRefusal(book(ctx, toBookInput({ storeId: store.id, ...given })))).toMatchObject({ code });
    expect(await db().select().from(fitting).where(eq(fitting.shopperId, id))).toEqual([]);
  });

  it("refuses a slot that has just begun", async () => {
    const [store, { ctx }] = await Promise.all([bakuStore(), makeShopper()]);
    await setClock(at("12:00"));
    expect(await getRefusal(book(ctx, toBookInput({ storeId: store.id, startsAt: at("12:00") })))).toMatchObject({
      code: "SLOT_PAST",
    });
  });

  it("has no slot in the gap and books both of the repeated hour", async () => {
    const berlin = await makeStore({ timeZone: "Europe/Berlin", weeklyHours: hours(["00:00", "06:00"]) });
    await setClock("2026-10-24T10:00:00Z");
    for (const startsAt of ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]) {
      const { ctx } = await makeShopper();
      await book(ctx, toBookInput({ storeId: berlin.id, startsAt }));
    }
    const london = await makeStore({ timeZone: "Europe/London", weeklyHours: hours(["01:00", "02:00"]) });
    await setClock("2026-03-28T10:00:00Z");
    const { ctx } = await makeShopper();
    // By local time the whole opening falls into the gap.
    expect(
      await getRefusal(book(ctx, toBookInput({ storeId: london.id, startsAt: "2026-03-29T01:00:00.000Z" }))),
    ).toMatchObject({
      code: "STORE_CLOSED",
    });
  });

  it("lets a shopper have three upcoming, also for five calls at once", async () => {
    const [store, { id, ctx }] = await Promise.all([bakuStore(5), makeShopper()]);
    const times = ["10:00", "11:00", "12:00", "13:00", "15:00"];
    const calls = times.map((time) => getRefusal(book(ctx, toBookInput({ storeId: store.id, startsAt: at(time) }))));
    const refused = (await Promise.all(calls)).filter((r) => r !== null);
    expect(refused).toEqual([
      { code: "TOO_MANY_RESERVATIONS", limit: 3 },
      { code: "TOO_MANY_RESERVATIONS", limit: 3 },
    ]);
    expect(await db().select().from(fitting).where(eq(fitting.shopperId, id))).toHaveLength(3);
  });

  it("gives the first booking for a repeated key, and refuses it with other arguments", async () => {
    const [store, { ctx }] = await Promise.all([bakuStore(3), makeShopper()]);
    const call = toBookInput({ storeId: store.id, startsAt: at("12:00") });
    const answers = await Promise.all(Array.from({ length: 8 }, () => book(ctx, call)));
    expect(new Set(answers.map((a) => a.fittingId)).size).toBe(1);
    expect(await getRefusal(book(ctx, { ...call, startsAt: at("13:00") }))).toEqual({ code: "IDEMPOTENCY_MISMATCH" });
  });

  it("is not for linked devices, tablets or anonymous calls", async () => {
    const [store, { actor }] = await Promise.all([bakuStore(), makeShopper()]);
    const call = toBookInput({ storeId: store.id, startsAt: at("12:00") });
    expect(await getRefusal(book(ctxOf({ ...actor, kind: "linked" }), call))).toEqual({ code: "UNAUTHENTICATED" });
    expect(await getRefusal(book(ctxOf({ kind: "anonymous" }), call))).toEqual({ code: "UNAUTHENTICATED" });
  });

  it("takes strict input only", () => {
    const good = { storeId: randomUUID(), startsAt: at("12:00"), key: randomUUID() };
    expect(bookSchema.safeParse(good).success).toBe(true);
    const bad = [{ slots: 0 }, { slots: 3 }, { slots: 1.5 }, { startsAt: "noon" }, { storeId: "1" }, { role: "admin" }];
    for (const given of bad) expect(bookSchema.safeParse({ ...good, ...given }).success).toBe(false);
    const twice = randomUUID();
    expect(bookSchema.safeParse({ ...good, variantIds: [twice, twice] }).success).toBe(false);
  });
});
