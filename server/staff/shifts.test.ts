import { and, eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { staff } from "@/db/schema/identity";
import { resolveActor } from "@/server/app/context";
import { createSystemCtx } from "@/server/platform/context";
import { signCookie } from "@/server/platform/http/cookies";
import { hashPin } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { ctxOf, makeConsultant, makeStore } from "@/server/testing/factories";
import { createEnrolment, enrolDevice } from "./commands";
import { enrolSchema } from "./schema";
import { expireIdleShifts, extendShift, lockTablet, startShift } from "./shifts";

beforeAll(async () => {
  await loadSecrets();
});
const shiftClock = (seconds: number) =>
  db().execute(sql`update clock_offset set shift = shift + make_interval(secs => ${seconds})`);
afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
});

async function startTestShift() {
  const store = await makeStore();
  const { code } = await createEnrolment(createSystemCtx("test"), { storeId: store.id, name: "Tablet" });
  const { code: plain } = enrolSchema.parse({ code });
  const secret = await enrolDevice(ctxOf({ kind: "anonymous" }, "store"), plain);
  const device = await resolveActor(signCookie("selvedge-tablet", secret), "store");
  if (device.kind !== "store_device") throw new Error("not enrolled");
  const { id } = await makeConsultant(store.id);
  await db()
    .update(staff)
    .set({ pinHash: await hashPin("4821") })
    .where(eq(staff.id, id));
  const shift = await startShift({ ...ctxOf(device, "store"), device }, { staffId: id, pin: "4821" });
  const cookie = `${signCookie("selvedge-tablet", secret)}; ${signCookie("selvedge-shift", shift)}`;
  return { id, device, cookie, now: () => resolveActor(cookie, "store") };
}

test("the server ends a shift a minute after the last activity", async () => {
  const { id, cookie, device, now } = await startTestShift();
  await shiftClock(50);
  const actor = await now();
  expect(actor).toMatchObject({ kind: "staff", staffId: id });
  await extendShift(ctxOf(actor, "store"), { ago: 2 });
  await shiftClock(57);
  expect(await now()).toMatchObject({ kind: "staff" });
  // An idle shift has ended for a copy of the cookie too, and no activity revives it.
  await shiftClock(2);
  expect(await now()).toMatchObject({ kind: "store_device" });
  await expect(extendShift(ctxOf(await resolveActor(cookie, "store"), "store"), { ago: 0 })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  expect(await expireIdleShifts()).toBeGreaterThan(0);
  const idled = and(eq(auditEntry.subjectId, id), eq(auditEntry.action, "shift.idled_out"));
  const written = await db().select().from(auditEntry).where(idled);
  expect(written.map((e) => e.details.storeDeviceId)).toContain(device.storeDeviceId);
  expect(written.every((e) => e.storeId === device.storeId)).toBe(true);
  expect(await expireIdleShifts()).toBe(0);
});

test("a lock is recorded once, with person and place", async () => {
  const { id, device, now } = await startTestShift();
  const actor = await now();
  await lockTablet({ ...ctxOf(actor, "store"), device });
  await lockTablet({ ...ctxOf(device, "store"), device });
  const trail = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, id));
  expect(trail.map((e) => e.action)).toEqual(["shift.started", "shift.ended"]);
  expect(trail[1]).toMatchObject({ actorId: id, storeDeviceId: device.storeDeviceId, reason: "sign_in" });
  expect(await now()).toMatchObject({ kind: "store_device" });
});
