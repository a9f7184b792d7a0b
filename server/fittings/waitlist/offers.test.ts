import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { localMail } from "@/db/schema/platform";
import { syncChange } from "@/db/schema/sync";
import { deliverDue } from "@/server/messaging/outbox";
import { loadSecrets } from "@/server/platform/secrets";
import { saveHours, saveRooms } from "@/server/stores/commands";
import { makeConsultant, makeOffice, makeProduct } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import { at, booker, day, fill, hours, refusal, setClock, smallStore, waiter, who } from "@/server/testing/waiting";
import { reschedule } from "../booking/reschedule";
import { markNoShow } from "../desk/commands";
import { getStoreDay } from "../desk/queries";
import { getShopperFitting, listShopperFittings } from "../queries";
import { getStoreSlots } from "../slots";
import { acceptOffer, join, leave } from "./commands";
import { listShopperEntries, listStoreEntryEntities } from "./queries";
import { processWaitlist } from "./reactions";
import { joinSchema } from "./schema";

process.env.DEMO = "1";
beforeAll(() => loadSecrets());
beforeEach(() => setClock("2026-11-23T05:00:00Z"));
afterEach(async () => expect(await broken("fitting_offer", "fitting_overlap", "fitting_hours")).toEqual([]));

test("a released time is offered to the first in the queue, held for them, and accepted by one tap", async () => {
  const store = await smallStore();
  const product = await makeProduct(["M", "L"]);
  const [, , third] = await fill(store.id);
  const variantIds = product.variants.map((v) => v.id);
  const first = await waiter(store.id, { variantIds });
  const second = await waiter(store.id);
  expect(await first.mine()).toMatchObject({ status: "waiting", place: 1, offer: null, pieces: 2 });
  expect(await second.mine()).toMatchObject({ status: "waiting", place: 2 });
  await processWaitlist();
  expect((await first.mine())?.status).toBe("waiting");

  await third.cancel();
  await processWaitlist(store.id);
  const offer = { startsAt: at("12:00"), endsAt: at("12:30"), expiresAt: expect.stringMatching(/^2026-11-23T05:3/) };
  expect(await first.mine()).toMatchObject({ status: "offered", place: null, offer });
  expect(await second.mine()).toMatchObject({ status: "waiting", place: 1 });
  // Held: it cannot be booked, and is no appointment yet.
  const [shown] = (await getStoreSlots({ storeId: store.id, date: day, days: 1, slots: 1 })).days;
  expect(shown?.slots.map((s) => s.free)).toEqual([0, 0, 0, 0]);
  expect(await refusal(booker(store.id, "12:00"))).toMatchObject({ code: "SLOT_TAKEN" });
  expect(await listShopperFittings(first.id)).toEqual([]);

  const { fittingId } = await acceptOffer(first.ctx, { waitId: first.waitId });
  const row = await getShopperFitting(first.id, fittingId);
  expect(row).toMatchObject({ status: "booked", startsAt: offer.startsAt, contact: who.contact });
  expect(row.items.map((i) => i.variantId).sort()).toEqual(variantIds.sort());
  expect(await acceptOffer(first.ctx, { waitId: first.waitId })).toEqual({ fittingId });
  expect(await first.mine()).toMatchObject({ status: "taken", fittingId });
  await processWaitlist();
  expect((await second.mine())?.status).toBe("waiting");
});

test("an offer is announced to its shopper's devices and by mail; the store sees that one waits, not who", async () => {
  const store = await smallStore();
  const [one] = await fill(store.id);
  const first = await waiter(store.id, { contact: "waits@example.test" });
  await one.cancel();
  await processWaitlist();
  const changes = await db()
    .select()
    .from(syncChange)
    .where(eq(syncChange.entityId, first.waitId))
    .orderBy(syncChange.version);
  const rows = (scope: string) => changes.filter((c) => c.scopeId === scope).map((c) => c.row as { status: string });
  expect(rows(first.id).map((r) => r.status)).toEqual(["waiting", "offered"]);
  expect(rows(store.id)).toEqual(
    ["waiting", "offered"].map((status) => ({ waitId: first.waitId, storeId: store.id, date: day, status })),
  );
  const { fittings, waiting } = await getStoreDay(store.id, day);
  expect(waiting).toBe(1);
  expect(await listStoreEntryEntities(store.id)).toHaveLength(1);
  expect(fittings.find((f) => f.status === "offered")).toMatchObject({ contactName: "", contact: "", items: [] });
  await deliverDue();
  const [mail] = await db().select().from(localMail).where(eq(localMail.recipient, "waits@example.test"));
  expect(mail?.subject).toContain("Test St.");
  expect(mail?.body).toContain("11:00");
  expect(mail?.body).toContain("/en/fittings");
});

test("an offer that is not accepted in time goes to the next, and cannot be accepted any more", async () => {
  const store = await smallStore();
  const [one] = await fill(store.id);
  const first = await waiter(store.id);
  const second = await waiter(store.id);
  await one.cancel();
  await processWaitlist();
  await setClock("2026-11-23T05:40:00Z");
  expect(await refusal(acceptOffer(first.ctx, { waitId: first.waitId }))).toEqual({
    code: "WRONG_STATUS",
    status: "offered",
  });
  await processWaitlist();
  expect(await first.mine()).toMatchObject({ status: "lapsed", fittingId: null });
  expect(await second.mine()).toMatchObject({ status: "offered", offer: { startsAt: at("11:00") } });
  expect(await refusal(acceptOffer(first.ctx, { waitId: first.waitId }))).toEqual({
    code: "WRONG_STATUS",
    status: "lapsed",
  });
  await acceptOffer(second.ctx, { waitId: second.waitId });
});

test("a time that begins soon is held until then only, and one about to begin is not offered", async () => {
  const store = await smallStore();
  const [one, two] = await fill(store.id);
  const first = await waiter(store.id);
  await setClock(at("10:51"));
  await one.cancel();
  await processWaitlist();
  expect((await first.mine())?.status).toBe("waiting");
  await setClock(at("11:19"));
  await two.cancel();
  await processWaitlist();
  expect((await first.mine())?.offer).toMatchObject({ startsAt: at("11:30"), expiresAt: at("11:30") });
});

test("a rescheduled appointment or a no-show frees the room for the waitlist", async () => {
  const store = await smallStore();
  const there = await smallStore();
  const [one] = await fill(store.id);
  const first = await waiter(store.id);
  await reschedule(one.ctx, { fittingId: one.fittingId, startsAt: at("11:00", "2026-11-25"), slots: 1 });
  await processWaitlist();
  expect((await first.mine())?.offer?.startsAt).toBe(at("11:00"));

  const absent = await booker(there.id, "11:00", 2);
  const next = [await booker(there.id, "12:00", 2), await waiter(there.id)] as const;
  await setClock(at("11:10"));
  await markNoShow((await makeConsultant(there.id)).ctx, { fittingId: absent.fittingId });
  await processWaitlist();
  // The rest of the time: the half hour that has not begun.
  expect((await next[1].mine())?.offer).toMatchObject({ startsAt: at("11:30"), expiresAt: at("11:30") });
});

test("a time that does not match the first goes to the next: part of the day and length are respected", async () => {
  const store = await smallStore({ weeklyHours: hours(["11:00", "13:00"], ["18:00", "18:30"]) });
  const [one, two] = await fill(store.id);
  const six = await booker(store.id, "18:00");
  const evening = await waiter(store.id, { part: "evening" });
  const long = await waiter(store.id, { slots: 2, part: "morning" });
  const any = await waiter(store.id);
  await one.cancel();
  await processWaitlist();
  expect([(await evening.mine())?.status, (await long.mine())?.status]).toEqual(["waiting", "waiting"]);
  expect((await any.mine())?.status).toBe("offered");
  await six.cancel();
  await processWaitlist();
  expect((await evening.mine())?.offer?.startsAt).toBe(at("18:00"));
  await leave(any.ctx, { waitId: any.waitId });
  await two.cancel();
  await processWaitlist();
  expect((await long.mine())?.offer).toMatchObject({ startsAt: at("11:00"), endsAt: at("12:00") });
});

test("leaving passes a held time to the next, and ends the wait", async () => {
  const store = await smallStore();
  const [one] = await fill(store.id);
  const first = await waiter(store.id);
  const second = await waiter(store.id);
  const third = await waiter(store.id);
  await leave(second.ctx, { waitId: second.waitId });
  expect(await second.mine()).toBeUndefined();
  expect((await third.mine())?.place).toBe(2);
  await one.cancel();
  await processWaitlist();
  await leave(first.ctx, { waitId: first.waitId });
  await processWaitlist();
  expect((await third.mine())?.status).toBe("offered");
  expect(await refusal(leave(first.ctx, { waitId: first.waitId }))).toEqual({ code: "WRONG_STATUS", status: "left" });
  expect(await db().execute(sql`select 1 from fitting where shopper_id = ${first.id}`)).toHaveLength(0);
});

test("a shopper who waits in two places is offered one time at once", async () => {
  const here = await smallStore();
  const there = await smallStore();
  const one = await fill(here.id);
  const two = await fill(there.id);
  const first = await waiter(here.id);
  const again = joinSchema.parse({ storeId: there.id, date: day, key: randomUUID(), ...who });
  await join(first.ctx, again);
  await one[0].cancel();
  await two[0].cancel();
  await processWaitlist();
  const rows = await listShopperEntries(first.id);
  expect(rows.map((w) => w.status)).toEqual(["offered", "waiting"]);
  await leave(first.ctx, { waitId: rows[0]?.waitId ?? "" });
  await processWaitlist();
  expect((await listShopperEntries(first.id)).map((w) => w.status)).toEqual(["offered"]);
});

test("a change of hours or rooms withdraws an offer, or makes one; its shopper keeps their position", async () => {
  const store = await smallStore();
  const office = await makeOffice();
  const [one, ...others] = await fill(store.id);
  const first = await waiter(store.id);
  const second = await waiter(store.id);
  await one.cancel();
  await processWaitlist();
  const open = (from: string, to: string) =>
    saveHours(office.ctx, { storeId: store.id, weeklyHours: hours([from, to]), holidays: [], pickupMinutes: 60 });
  await open("11:30", "13:00");
  expect(await refusal(acceptOffer(first.ctx, { waitId: first.waitId }))).toEqual({ code: "SLOT_OUTSIDE_HOURS" });
  await processWaitlist();
  expect([(await first.mine())?.place, (await second.mine())?.place]).toEqual([1, 2]);
  await open("11:30", "14:00");
  await processWaitlist();
  expect((await first.mine())?.offer?.startsAt).toBe(at("13:00"));
  expect((await second.mine())?.offer?.startsAt).toBe(at("13:30"));
  const third = await waiter(store.id);
  await saveRooms(office.ctx, { storeId: store.id, rooms: [{ name: "Another" }] });
  await processWaitlist();
  expect((await third.mine())?.status).toBe("offered");
  for (const { cancel: end } of others) await end();
});

test("the day ends the wait", async () => {
  const store = await smallStore();
  await fill(store.id);
  const first = await waiter(store.id);
  await setClock(at("00:01", "2026-11-25"));
  await processWaitlist();
  expect((await first.mine())?.status).toBe("over");
  expect(await refusal(leave(first.ctx, { waitId: first.waitId }))).toEqual({ code: "WRONG_STATUS", status: "over" });
});
