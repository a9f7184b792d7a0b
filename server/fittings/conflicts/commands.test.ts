import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { syncChange } from "@/db/schema/sync";
import { saveHours, saveRooms } from "@/server/stores/commands";
import { makeConsultant, makeOffice, makeShopper, makeStore } from "@/server/testing/factories";
import { book } from "../booking/commands";
import { reschedule } from "../booking/reschedule";
import { getStoreDay } from "../desk/queries";
import { getShopperFitting } from "../queries";
import { listAlternatives, listConflicts } from "./queries";

/** Noon in Baku, two days ahead. */
async function getNoon(): Promise<string> {
  const [row] = await db().execute<{ at: string }>(sql`
    select to_char((((clock_now() at time zone 'Asia/Baku')::date + 2 + interval '12 hours') at time zone 'Asia/Baku')
      at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`);
  return row?.at ?? "";
}

async function setup() {
  const store = await makeStore({ rooms: 2 });
  const office = await makeOffice();
  const shopper = await makeShopper();
  const startsAt = await getNoon();
  const input = { storeId: store.id, startsAt, slots: 1 as const, variantIds: [], key: randomUUID() };
  const { fittingId } = await book(shopper.ctx, { ...input, contactName: "Leyla", contact: "+994501234567" });
  const open = (from: string, to: string) =>
    saveHours(office.ctx, {
      storeId: store.id,
      weeklyHours: Array.from({ length: 7 }, (): [string, string][] => [[from, to]]),
      holidays: [],
      pickupMinutes: 60,
    });
  const getAnnounced = async (scopeId: string) => {
    const rows = await db()
      .select({ row: syncChange.row })
      .from(syncChange)
      .where(eq(syncChange.scopeId, scopeId))
      .orderBy(syncChange.version, syncChange.seq);
    return rows.map(({ row }) => (row as { hit?: unknown } | null)?.hit);
  };
  const getOwn = () => getShopperFitting(shopper.id, fittingId);
  return { store, office, shopper, fittingId, startsAt, open, getAnnounced, getOwn };
}

test("a booking outside the new hours is announced to the shopper, the store and the office, and rescheduled by one call", async () => {
  const { store, office, shopper, fittingId, open, getAnnounced, getOwn } = await setup();
  expect((await getOwn()).hit).toBeNull();
  await open("14:00", "20:00");
  expect((await getOwn()).hit).toBe("hours");
  for (const scope of [shopper.id, store.id]) expect((await getAnnounced(scope)).at(-1)).toBe("hours");
  expect((await getStoreDay(store.id)).hit.map((f) => f.fittingId)).toEqual([fittingId]);
  expect((await listConflicts(office.ctx)).map((f) => f.fittingId)).toContain(fittingId);
  const [first = ""] = await listAlternatives(shopper.ctx, { fittingId });
  await reschedule(shopper.ctx, { fittingId, startsAt: first, slots: 1 });
  expect(await getOwn()).toMatchObject({ hit: null, startsAt: first, status: "booked" });
  expect((await getStoreDay(store.id)).hit).toEqual([]);
  expect((await getAnnounced(shopper.id)).at(-1)).toBeNull();
});

test("a change that fits announces nothing, and a reverted one announces that the conflict is over", async () => {
  const { store, shopper, open, getAnnounced } = await setup();
  const before = (await getAnnounced(shopper.id)).length;
  await open("10:00", "20:00");
  expect(await getAnnounced(shopper.id)).toHaveLength(before);
  await open("14:00", "20:00");
  await open("10:00", "20:00");
  expect((await getAnnounced(shopper.id)).slice(before)).toEqual(["hours", null]);
  expect((await getStoreDay(store.id)).hit).toEqual([]);
});

test("a booking in a retired room may keep its time in another room", async () => {
  const { store, office, shopper, fittingId, startsAt, getOwn } = await setup();
  const { roomId } = await getOwn();
  const left = store.rooms.find((r) => r.id !== roomId);
  await saveRooms(office.ctx, { storeId: store.id, rooms: [{ id: left?.id, name: "Left" }] });
  expect((await getOwn()).hit).toBe("room");
  const times = await listAlternatives(shopper.ctx, { fittingId });
  expect(times.map((at) => Date.parse(at))).toContain(Date.parse(startsAt));
  await reschedule(shopper.ctx, { fittingId, startsAt, slots: 1 });
  expect(await getOwn()).toMatchObject({ hit: null, roomId: left?.id });
});

test("only the office sees all conflicts, only the shopper gets the alternatives", async () => {
  const { store, fittingId } = await setup();
  const other = await makeShopper();
  const consultant = await makeConsultant(store.id, "manager");
  const missing = { appCode: "NOT_FOUND" };
  await expect(listAlternatives(other.ctx, { fittingId })).rejects.toMatchObject(missing);
  for (const { ctx } of [other, consultant]) await expect(listConflicts(ctx)).rejects.toMatchObject(missing);
});
