import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { type Role, staff } from "@/db/schema/identity";
import { resolveActor } from "@/server/app/context";
import { createSystemCtx } from "@/server/platform/context";
import { signCookie } from "@/server/platform/http/cookies";
import { hashPin, isPinMatching } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { ctxOf, makeStore } from "@/server/testing/factories";
import { createEnrolment, enrolDevice, unlockColleague } from "./commands";
import { getTabletState } from "./queries";
import { enrolSchema } from "./schema";
import { lockTablet, startShift } from "./shifts";

beforeAll(async () => {
  await loadSecrets();
});

const createAnonymousCtx = () => ctxOf({ kind: "anonymous" }, "store");
const shiftClock = (interval: string) =>
  db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);
const toPlainCode = (code: string) => enrolSchema.parse({ code }).code;

async function createTablet(storeId: string) {
  const { code } = await createEnrolment(createSystemCtx("test"), { storeId, name: "Tablet 1" });
  const secret = await enrolDevice(createAnonymousCtx(), toPlainCode(code.toLowerCase()));
  const cookie = signCookie("selvedge-tablet", secret);
  const actor = await resolveActor(cookie, "store");
  if (actor.kind !== "store_device") throw new Error("not enrolled");
  return { cookie, device: actor, ctx: { ...ctxOf(actor, "store"), device: actor } };
}

async function createPerson(storeId: string, pin: string, role: Role = "consultant") {
  const email = `${randomUUID().slice(0, 8)}@example.test`;
  const [row] = await db()
    .insert(staff)
    .values({ name: "Rauf", email, role, storeId, pinHash: await hashPin(pin) })
    .returning();
  if (!row) throw new Error("no person");
  return row;
}

const withShift = (cookie: string, shift: string) => `${cookie}; ${signCookie("selvedge-shift", shift)}`;

test("a stored PIN is salted, and matches itself only", async () => {
  const a = await hashPin("1234");
  const b = await hashPin("1234");
  expect(a).not.toBe(b);
  expect(await isPinMatching("1234", a)).toBe(true);
  expect(await isPinMatching("1235", a)).toBe(false);
  expect(await isPinMatching("1234", null)).toBe(false);
});

test("an enrolment code works once, for ten minutes, and only on the tablet's surface", async () => {
  const store = await makeStore();
  const { code } = await createEnrolment(createSystemCtx("test"), { storeId: store.id, name: "Tablet 1" });
  await expect(enrolDevice(ctxOf({ kind: "anonymous" }), toPlainCode(code))).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  await enrolDevice(createAnonymousCtx(), toPlainCode(code));
  await expect(enrolDevice(createAnonymousCtx(), toPlainCode(code))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const late = await createEnrolment(createSystemCtx("test"), { storeId: store.id, name: "Tablet 2" });
  await shiftClock("601 seconds");
  await expect(enrolDevice(createAnonymousCtx(), toPlainCode(late.code))).rejects.toMatchObject({
    appCode: "CODE_EXPIRED",
  });
  await expect(createEnrolment(createAnonymousCtx(), { storeId: store.id, name: "x" })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
});

test("a shift is valid on the device on which it began, and nowhere else", async () => {
  const store = await makeStore();
  const one = await createTablet(store.id);
  const two = await createTablet(store.id);
  const person = await createPerson(store.id, "4821");
  const shift = await startShift(one.ctx, { staffId: person.id, pin: "4821" });
  expect(await resolveActor(withShift(one.cookie, shift), "store")).toMatchObject({
    kind: "staff",
    staffId: person.id,
  });
  expect(await resolveActor(withShift(two.cookie, shift), "store")).toMatchObject({ kind: "store_device" });
  expect(await resolveActor(signCookie("selvedge-shift", shift), "store")).toEqual({ kind: "anonymous" });
  // A tablet's cookies are not valid on the other surfaces.
  expect(await resolveActor(withShift(one.cookie, shift), "office")).toEqual({ kind: "anonymous" });
  expect(await resolveActor(withShift(one.cookie, shift), "shop")).toEqual({ kind: "anonymous" });
  await lockTablet(one.ctx);
  expect(await resolveActor(withShift(one.cookie, shift), "store")).toMatchObject({ kind: "store_device" });
});

test("five wrong PINs lock the person, also concurrently and on several tablets; a manager of the store unlocks", async () => {
  const store = await makeStore();
  const one = await createTablet(store.id);
  const two = await createTablet(store.id);
  const person = await createPerson(store.id, "4821");
  const wrong = (i: number) => startShift(i % 2 ? one.ctx : two.ctx, { staffId: person.id, pin: "0000" });
  const all = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => wrong(i)));
  const codes = all.map((r) => (r.status === "rejected" ? r.reason.appCode : "in"));
  expect(codes.filter((c) => c === "PIN_WRONG")).toHaveLength(4);
  expect(codes.filter((c) => c === "PIN_LOCKED")).toHaveLength(5);
  const right = () => startShift(one.ctx, { staffId: person.id, pin: "4821" });
  await expect(right()).rejects.toMatchObject({ appCode: "PIN_LOCKED" });
  const state = await getTabletState(one.device);
  expect(state.enrolled && state.staff.find((s) => s.id === person.id)?.locked).toBe(true);
  const locked = await db().$count(auditEntry, eq(auditEntry.subjectId, person.id));
  expect(locked).toBe(1);
  const colleague = await createPerson(store.id, "1111");
  const manager = await createPerson(store.id, "7754", "manager");
  const elsewhere = await createPerson((await makeStore()).id, "7754", "manager");
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

test("staff of another store cannot begin a shift; a right PIN clears the wrong attempts; a shift ends after twelve hours", async () => {
  const store = await makeStore();
  const tablet = await createTablet(store.id);
  const stranger = await createPerson((await makeStore()).id, "4821");
  await expect(startShift(tablet.ctx, { staffId: stranger.id, pin: "4821" })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  const person = await createPerson(store.id, "4821");
  await expect(startShift(tablet.ctx, { staffId: person.id, pin: "1" })).rejects.toMatchObject({
    appCode: "PIN_WRONG",
    details: { left: 4 },
  });
  const shift = await startShift(tablet.ctx, { staffId: person.id, pin: "4821" });
  const [row] = await db().select().from(staff).where(eq(staff.id, person.id));
  expect(row?.pinTries).toBe(0);
  await shiftClock("12 hours 1 second");
  expect(await resolveActor(withShift(tablet.cookie, shift), "store")).toMatchObject({ kind: "store_device" });
});

test("the next colleague's shift ends the previous one", async () => {
  const store = await makeStore();
  const tablet = await createTablet(store.id);
  const rauf = await createPerson(store.id, "4821");
  const sevda = await createPerson(store.id, "1180");
  const first = await startShift(tablet.ctx, { staffId: rauf.id, pin: "4821" });
  const second = await startShift(tablet.ctx, { staffId: sevda.id, pin: "1180" });
  expect(await resolveActor(withShift(tablet.cookie, first), "store")).toMatchObject({ kind: "store_device" });
  expect(await resolveActor(withShift(tablet.cookie, second), "store")).toMatchObject({ staffId: sevda.id });
});
