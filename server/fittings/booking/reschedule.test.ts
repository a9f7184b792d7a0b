import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { syncChange } from "@/db/schema/sync";
import { isAppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { getCalendarFile } from "../calendar-file";
import { setItems } from "../items";
import { getShopperFitting } from "../queries";
import { findNextSlot, getStoreSlots } from "../slots";
import { cancel, restore } from "./cancel";
import { book } from "./commands";
import { reassignFittings } from "./reassign";
import { reschedule } from "./reschedule";

const setClock = (iso: string) => db().execute(sql`update clock_offset set shift = ${iso}::timestamptz - now()`);
beforeEach(() => setClock("2026-11-23T05:00:00Z"));

const at = (time: string) => `2026-11-23T${time}:00.000Z`;
const getRefusal = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (e: unknown) => (isAppError(e) ? e.appCode : Promise.reject(e)),
  );

async function bookAt(storeId: string, startsAt: string, slots: 1 | 2 = 1) {
  const shopper = await makeShopper();
  const who = { contactName: "Leyla", contact: "+994502123456", variantIds: [], key: randomUUID() };
  const { fittingId } = await book(shopper.ctx, { storeId, startsAt, slots, ...who });
  return { ...shopper, fittingId, row: () => getShopperFitting(shopper.id, fittingId) };
}

it("reschedules an appointment in one step: same id, higher sequence, the old time free again", async () => {
  const store = await makeStore();
  const booked = await bookAt(store.id, at("10:00"), 2);
  // Its own time does not block it.
  await reschedule(booked.ctx, { fittingId: booked.fittingId, startsAt: at("10:30"), slots: 2 });
  expect(await booked.row()).toMatchObject({
    startsAt: at("10:30"),
    endsAt: at("11:30"),
    sequence: 1,
    status: "booked",
  });
  expect((await bookAt(store.id, at("10:00"))).fittingId).toBeTruthy();
});

it("keeps the old time when the new one is refused", async () => {
  const store = await makeStore();
  const [booked] = await Promise.all([bookAt(store.id, at("10:00")), bookAt(store.id, at("12:00"))]);
  const before = await booked.row();
  const to = (startsAt: string) =>
    getRefusal(reschedule(booked.ctx, { fittingId: booked.fittingId, startsAt, slots: 1 }));
  expect(await to(at("12:00"))).toBe("SLOT_TAKEN");
  expect(await to(at("04:30"))).toBe("SLOT_PAST");
  expect(await to(at("12:10"))).toBe("SLOT_OUTSIDE_HOURS");
  expect(await booked.row()).toEqual(before);
});

it("cancels, releases the room, and undoes that while the room is free", async () => {
  const store = await makeStore();
  const booked = await bookAt(store.id, at("10:00"));
  await cancel(booked.ctx, booked);
  expect(await getRefusal(cancel(booked.ctx, booked))).toBe("WRONG_STATUS");
  expect((await getCalendarFile(booked.ctx, booked)).text).toContain("STATUS:CANCELLED");
  await restore(booked.ctx, booked);
  expect(await booked.row()).toMatchObject({ status: "booked", sequence: 2, startsAt: at("10:00") });
  await cancel(booked.ctx, booked);
  await bookAt(store.id, at("10:00"));
  expect(await getRefusal(restore(booked.ctx, booked))).toBe("SLOT_TAKEN");
  expect((await booked.row()).status).toBe("cancelled");
});

it("refuses another's appointment as an unknown one", async () => {
  const store = await makeStore();
  const [booked, other] = await Promise.all([bookAt(store.id, at("10:00")), makeShopper()]);
  const { fittingId } = booked;
  const before = await booked.row();
  const calls = [
    cancel(other.ctx, { fittingId }),
    restore(other.ctx, { fittingId }),
    reschedule(other.ctx, { fittingId, startsAt: at("13:00"), slots: 1 }),
    setItems(other.ctx, { fittingId, variantIds: [] }),
    getCalendarFile(other.ctx, { fittingId }),
    getShopperFitting(other.id, fittingId),
    cancel(other.ctx, { fittingId: randomUUID() }),
  ];
  expect(await Promise.all(calls.map(getRefusal))).toEqual(calls.map(() => "NOT_FOUND"));
  expect(await booked.row()).toEqual(before);
});

it("changes the items to prepare until the visit begins", async () => {
  const [store, product] = await Promise.all([makeStore(), makeProduct(["S", "M", "L"])]);
  const booked = await bookAt(store.id, at("10:00"));
  const [s, m, l] = product.variants.map((v) => v.id) as [string, string, string];
  const items = async () => (await booked.row()).items.map((i) => i.variantId).sort();
  await setItems(booked.ctx, { fittingId: booked.fittingId, variantIds: [s, m] });
  expect(await items()).toEqual([s, m].sort());
  await setItems(booked.ctx, { fittingId: booked.fittingId, variantIds: [m, l] });
  expect(await items()).toEqual([m, l].sort());
  expect(await getRefusal(setItems(booked.ctx, { fittingId: booked.fittingId, variantIds: [randomUUID()] }))).toBe(
    "UNKNOWN_VARIANT",
  );
  expect(await items()).toEqual([m, l].sort());
  const changes = await db().select().from(syncChange).where(eq(syncChange.entityId, booked.fittingId));
  expect(changes.filter((c) => c.scopeId === booked.id)).toHaveLength(3);
});

it("lists the free slots of some days in the store's zone, and the next one", async () => {
  const hours = Array.from({ length: 7 }, (): [string, string][] => [["10:00", "11:00"]]);
  const store = await makeStore({
    rooms: 2,
    weeklyHours: hours,
    holidays: [{ date: "2026-11-24", name: "Day off", hours: [] }],
  });
  await bookAt(store.id, at("06:00"), 2);
  await bookAt(store.id, at("06:00"));
  const seen = await getStoreSlots({ storeId: store.id, days: 3, slots: 1 });
  expect(seen).toMatchObject({ today: "2026-11-23", timeZone: "Asia/Baku" });
  expect(seen.days).toEqual([
    {
      date: "2026-11-23",
      closed: false,
      slots: [
        { startsAt: at("06:00"), free: 0 },
        { startsAt: at("06:30"), free: 1 },
      ],
    },
    { date: "2026-11-24", closed: true, slots: [] },
    expect.objectContaining({ date: "2026-11-25", closed: false }),
  ]);
  expect(await findNextSlot(store.id)).toMatchObject({ startsAt: at("06:30"), date: "2026-11-23" });
  await setClock(at("06:30"));
  expect(await findNextSlot(store.id)).toMatchObject({ date: "2026-11-25" });
});

it("reassigns a guest's appointments to the account that the guest becomes", async () => {
  const [store, account] = await Promise.all([makeStore(), makeShopper("customer")]);
  const guest = await bookAt(store.id, at("10:00"));
  await commitWithChanges((tx, announce) => reassignFittings(tx, announce, { from: guest.id, to: account.id }));
  expect(await getShopperFitting(account.id, guest.fittingId)).toMatchObject({ status: "booked" });
  expect(await getRefusal(guest.row())).toBe("NOT_FOUND");
  const changes = await db().select().from(syncChange).where(eq(syncChange.scopeId, account.id));
  expect(changes.map((c) => [c.entity, c.entityId])).toEqual([["fitting", guest.fittingId]]);
});
