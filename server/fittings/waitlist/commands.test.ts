import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { makeShopper } from "@/server/testing/factories";
import { at, day, fill, refusal, setClock, smallStore, waiter, who } from "@/server/testing/waiting";
import { acceptOffer, join, leave, restore } from "./commands";
import { listShopperEntries } from "./queries";
import { joinSchema } from "./schema";

beforeEach(() => setClock("2026-11-23T05:00:00Z"));

test.each([
  ["a past day", { date: "2026-11-22" }, "SLOT_PAST"],
  ["a part of today that is over", { date: "2026-11-23", part: "morning" as const }, "SLOT_PAST"],
  ["a day beyond the horizon", { date: "2026-12-07" }, "SLOT_OUTSIDE_HOURS"],
  ["a part of the day that the store never opens in", { part: "evening" as const }, "SLOT_OUTSIDE_HOURS"],
  ["a closed day", { date: "2026-11-26" }, "STORE_CLOSED"],
  ["an unknown store", { storeId: randomUUID() }, "NOT_FOUND"],
  ["an unknown variant", { variantIds: [randomUUID()] }, "UNKNOWN_VARIANT"],
  ["no name", { contactName: undefined }, "CONTACT_NEEDED"],
])("refuses %s and writes nothing", async (_, given, code) => {
  const store = await smallStore({ holidays: [{ date: "2026-11-26", name: "Day off", hours: [] }] });
  await setClock(at("12:00", "2026-11-23"));
  const shopper = await makeShopper();
  const input = { ...joinSchema.parse({ storeId: store.id, date: day, key: randomUUID(), ...who }), ...given };
  expect(await refusal(join(shopper.ctx, input))).toMatchObject({ code });
  expect(await listShopperEntries(shopper.id)).toEqual([]);
});

test("refuses a closed store and a fourth entry, also for five calls at once", async () => {
  const closed = await smallStore({ active: false });
  const shopper = await makeShopper();
  const stores = await Promise.all(Array.from({ length: 5 }, () => smallStore()));
  const to = (storeId: string, given = {}) =>
    refusal(join(shopper.ctx, joinSchema.parse({ storeId, date: day, key: randomUUID(), ...who, ...given })));
  expect(await to(closed.id)).toMatchObject({ code: "NOT_FOUND" });
  const refused = (await Promise.all(stores.map((s) => to(s.id)))).filter((r) => r !== null);
  expect(refused).toEqual([1, 2].map(() => ({ code: "TOO_MANY_RESERVATIONS", limit: 3 })));
  // The same day again is the same entry, with another request.
  const [entry] = await listShopperEntries(shopper.id);
  expect(await to(entry?.storeId ?? "", { slots: 2 })).toBeNull();
  expect((await listShopperEntries(shopper.id)).filter((w) => w.waitId === entry?.waitId)).toMatchObject([
    { slots: 2 },
  ]);
});

test("a repeated key gets the first result; others' entries and linked devices get NOT_FOUND", async () => {
  const store = await smallStore();
  await fill(store.id);
  const first = await waiter(store.id);
  const other = await makeShopper();
  const input = joinSchema.parse({ storeId: store.id, date: day, key: randomUUID(), ...who });
  const answers = await Promise.all(Array.from({ length: 4 }, () => join(other.ctx, input)));
  expect(new Set(answers.map((a) => a.waitId)).size).toBe(1);
  for (const act of [leave, acceptOffer])
    expect(await refusal(act(other.ctx, { waitId: first.waitId }))).toEqual({ code: "NOT_FOUND" });
  const linked = { ...first.ctx, actor: { ...first.actor, kind: "linked" as const } };
  expect(await refusal(acceptOffer(linked, { waitId: first.waitId }))).toEqual({ code: "UNAUTHENTICATED" });
  expect(joinSchema.safeParse({ ...input, part: "night" }).success).toBe(false);
  expect(joinSchema.safeParse({ ...input, slots: 3 }).success).toBe(false);
  expect(joinSchema.safeParse({ ...input, status: "offered" }).success).toBe(false);
});

test("a leave is undone soon after, with the same position; never beside a new entry or too late", async () => {
  const store = await smallStore();
  await fill(store.id);
  const first = await waiter(store.id);
  const second = await waiter(store.id);
  await leave(first.ctx, { waitId: first.waitId });
  expect((await second.mine())?.place).toBe(1);
  expect(await refusal(restore(second.ctx, { waitId: first.waitId }))).toEqual({ code: "NOT_FOUND" });
  await restore(first.ctx, { waitId: first.waitId });
  expect([(await first.mine())?.place, (await second.mine())?.place]).toEqual([1, 2]);
  await leave(first.ctx, { waitId: first.waitId });
  const again = joinSchema.parse({ storeId: store.id, date: day, key: randomUUID(), ...who });
  const { waitId } = await join(first.ctx, again);
  expect(await refusal(restore(first.ctx, { waitId: first.waitId }))).toEqual({ code: "WRONG_STATUS", status: "left" });
  await leave(first.ctx, { waitId });
  await setClock("2026-11-23T05:11:00Z");
  expect(await refusal(restore(first.ctx, { waitId }))).toEqual({ code: "WRONG_STATUS", status: "left" });
});
