import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { ctxOf, makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { saveHours, saveRooms } from "./commands";
import { getStore, listOfficeStores, listStores } from "./queries";
import type { SaveHours } from "./schema";

async function makeOfficeCtx(storeId: string) {
  const { actor } = await makeConsultant(storeId, "office");
  return ctxOf({ ...actor, surface: "office", storeId: null, storeDeviceId: null }, "office");
}
const toSaveHours = (storeId: string): SaveHours => ({
  storeId,
  weeklyHours: Array.from({ length: 7 }, () => [["09:00", "18:00"]]),
  holidays: [{ date: "2026-12-31", name: "New Year's Eve", hours: [["09:00", "14:00"]] }],
  pickupMinutes: 45,
});

it("lists the open stores with the server's clock", async () => {
  const open = await makeStore();
  const shut = await makeStore({ active: false });
  const { now, stores } = await listStores();
  expect(Date.parse(now)).toBeGreaterThan(0);
  expect(stores.map((s) => s.id)).toContain(open.id);
  expect(stores.map((s) => s.id)).not.toContain(shut.id);
  await expect(getStore(shut.id)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});

it("saves hours, holidays and minutes, and audits it", async () => {
  const store = await makeStore();
  await saveHours(await makeOfficeCtx(store.id), toSaveHours(store.id));
  expect(await getStore(store.id)).toMatchObject({ pickupMinutes: 45, holidays: [{ date: "2026-12-31" }] });
  const entries = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, store.id));
  expect(entries).toMatchObject([{ action: "stores.hours.save", actorKind: "staff" }]);
});

it("renames, adds and retires rooms without losing them", async () => {
  const store = await makeStore({ rooms: 2 });
  const ctx = await makeOfficeCtx(store.id);
  const [first] = store.rooms;
  await saveRooms(ctx, { storeId: store.id, rooms: [{ id: first?.id, name: "Left" }, { name: "Wide" }] });
  const rooms = (await listOfficeStores()).stores.find((s) => s.id === store.id)?.rooms ?? [];
  expect(rooms.filter((r) => r.active).map((r) => r.name)).toEqual(["Left", "Wide"]);
  expect(rooms.find((r) => r.id === first?.id)?.name).toBe("Left");
  expect(rooms.filter((r) => !r.active).map((r) => r.name)).toEqual(["Room 2"]);
});

it("is closed to a consultant and a shopper, and does not touch another store's room", async () => {
  const store = await makeStore();
  const other = await makeStore();
  await expect(saveHours((await makeConsultant(store.id)).ctx, toSaveHours(store.id))).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  await expect(saveHours((await makeShopper()).ctx, toSaveHours(store.id))).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  const foreign = { storeId: store.id, rooms: [{ id: other.rooms[0]?.id, name: "Mine" }] };
  await expect(saveRooms(await makeOfficeCtx(store.id), foreign)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});
