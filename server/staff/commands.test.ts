import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { type Role, staff } from "@/db/schema/identity";
import { ctxOf, makeStore } from "@/server/testing/factories";
import { systemCtx } from "@/server/platform/context";
import { signedPair } from "@/server/platform/http/cookies";
import { hashPin, pinMatches } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { actorOf } from "@/server/app/context";
import { enrol, makeEnrolment, unlockColleague } from "./commands";
import { tabletState } from "./queries";
import { enrolSchema } from "./schema";
import { lock, startShift } from "./shifts";

beforeAll(async () => {
  await loadSecrets();
});

const anonymous = () => ctxOf({ kind: "anonymous" }, "store");
const later = (interval: string) => db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);
const plain = (code: string) => enrolSchema.parse({ code }).code;

async function makeTablet(storeId: string) {
  const { code } = await makeEnrolment(systemCtx("test"), { storeId, name: "Tablet 1" });
  const secret = await enrol(anonymous(), plain(code.toLowerCase()));
  const cookie = signedPair("selvedge-tablet", secret);
  const actor = await actorOf(cookie, "store");
  if (actor.kind !== "store_device") throw new Error("not enrolled");
  return { cookie, device: actor, ctx: { ...ctxOf(actor, "store"), device: actor } };
}

async function makePerson(storeId: string, pin: string, role: Role = "consultant") {
  const email = `${randomUUID().slice(0, 8)}@example.test`;
  const [row] = await db()
    .insert(staff)
    .values({ name: "Rauf", email, role, storeId, pinHash: await hashPin(pin) })
    .returning();
  if (!row) throw new Error("no person");
  return row;
}

const withShift = (cookie: string, shift: string) => `${cookie}; ${signedPair("selvedge-shift", shift)}`;

test("a PIN at rest is salted, and matches itself only", async () => {
  const [a, b] = [await hashPin("1234"), await hashPin("1234")];
  expect(a).not.toBe(b);
  expect(await pinMatches("1234", a)).toBe(true);
  expect(await pinMatches("1235", a)).toBe(false);
  expect(await pinMatches("1234", null)).toBe(false);
});

test("an enrolment code works once, for ten minutes, and only on the tablet's surface", async () => {
  const store = await makeStore();
  const { code } = await makeEnrolment(systemCtx("test"), { storeId: store.id, name: "Tablet 1" });
  await expect(enrol(ctxOf({ kind: "anonymous" }), plain(code))).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await enrol(anonymous(), plain(code));
  await expect(enrol(anonymous(), plain(code))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const late = await makeEnrolment(systemCtx("test"), { storeId: store.id, name: "Tablet 2" });
  await later("601 seconds");
  await expect(enrol(anonymous(), plain(late.code))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await expect(makeEnrolment(anonymous(), { storeId: store.id, name: "x" })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
});

test("a shift runs on the device on which it began, and nowhere else", async () => {
  const store = await makeStore();
  const [one, two] = [await makeTablet(store.id), await makeTablet(store.id)];
  const person = await makePerson(store.id, "4821");
  const shift = await startShift(one.ctx, { staffId: person.id, pin: "4821" });
  expect(await actorOf(withShift(one.cookie, shift), "store")).toMatchObject({ kind: "staff", staffId: person.id });
  expect(await actorOf(withShift(two.cookie, shift), "store")).toMatchObject({ kind: "store_device" });
  expect(await actorOf(signedPair("selvedge-shift", shift), "store")).toEqual({ kind: "anonymous" });
  // A tablet's cookies mean nothing on the other surfaces.
  expect(await actorOf(withShift(one.cookie, shift), "office")).toEqual({ kind: "anonymous" });
  expect(await actorOf(withShift(one.cookie, shift), "shop")).toEqual({ kind: "anonymous" });
  await lock(one.ctx);
  expect(await actorOf(withShift(one.cookie, shift), "store")).toMatchObject({ kind: "store_device" });
});

test("five wrong PINs lock the person, also at once and on several tablets; a manager of the store unlocks", async () => {
  const store = await makeStore();
  const [one, two] = [await makeTablet(store.id), await makeTablet(store.id)];
  const person = await makePerson(store.id, "4821");
  const wrong = (i: number) => startShift(i % 2 ? one.ctx : two.ctx, { staffId: person.id, pin: "0000" });
  const all = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => wrong(i)));
  const codes = all.map((r) => (r.status === "rejected" ? r.reason.appCode : "in"));
  expect(codes.filter((c) => c === "PIN_WRONG")).toHaveLength(4);
  expect(codes.filter((c) => c === "PIN_LOCKED")).toHaveLength(5);
  const right = () => startShift(one.ctx, { staffId: person.id, pin: "4821" });
  await expect(right()).rejects.toMatchObject({ appCode: "PIN_LOCKED" });
  const state = await tabletState(one.device);
  expect(state.enrolled && state.staff.find((s) => s.id === person.id)?.locked).toBe(true);
  const locked = await db().$count(auditEntry, eq(auditEntry.subjectId, person.id));
  expect(locked).toBe(1);
  const colleague = await makePerson(store.id, "1111");
  const manager = await makePerson(store.id, "7754", "manager");
  const elsewhere = await makePerson((await makeStore()).id, "7754", "manager");
  const as = async (p: typeof manager) =>
    ctxOf(
      {
        kind: "staff",
        surface: "store",
        staffId: p.id,
        name: p.name,
        role: p.role,
        storeId: p.storeId,
        storeDeviceId: one.device.storeDeviceId,
        sessionId: p.id,
      },
      "store",
    );
  for (const who of [colleague, elsewhere, person]) {
    await expect(unlockColleague(await as(who), person.id)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  }
  await unlockColleague(await as(manager), person.id);
  expect(await right()).toBeTypeOf("string");
});

test("nobody of another store begins a shift; a right PIN clears the wrong tries; a shift ends after twelve hours", async () => {
  const store = await makeStore();
  const tablet = await makeTablet(store.id);
  const stranger = await makePerson((await makeStore()).id, "4821");
  await expect(startShift(tablet.ctx, { staffId: stranger.id, pin: "4821" })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  const person = await makePerson(store.id, "4821");
  await expect(startShift(tablet.ctx, { staffId: person.id, pin: "1" })).rejects.toMatchObject({
    appCode: "PIN_WRONG",
    details: { left: 4 },
  });
  const shift = await startShift(tablet.ctx, { staffId: person.id, pin: "4821" });
  const [row] = await db().select().from(staff).where(eq(staff.id, person.id));
  expect(row?.pinTries).toBe(0);
  await later("12 hours 1 second");
  expect(await actorOf(withShift(tablet.cookie, shift), "store")).toMatchObject({ kind: "store_device" });
});

test("the next colleague's shift ends the one before", async () => {
  const store = await makeStore();
  const tablet = await makeTablet(store.id);
  const [rauf, sevda] = [await makePerson(store.id, "4821"), await makePerson(store.id, "1180")];
  const first = await startShift(tablet.ctx, { staffId: rauf.id, pin: "4821" });
  const second = await startShift(tablet.ctx, { staffId: sevda.id, pin: "1180" });
  expect(await actorOf(withShift(tablet.cookie, first), "store")).toMatchObject({ kind: "store_device" });
  expect(await actorOf(withShift(tablet.cookie, second), "store")).toMatchObject({ staffId: sevda.id });
});
