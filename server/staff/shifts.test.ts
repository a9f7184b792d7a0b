import { and, eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { staff } from "@/db/schema/identity";
import { ctxOf, makeConsultant, makeStore } from "@/server/testing/factories";
import { systemCtx } from "@/server/platform/context";
import { signedPair } from "@/server/platform/http/cookies";
import { hashPin } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { actorOf } from "@/server/app/context";
import { enrol, makeEnrolment } from "./commands";
import { enrolSchema } from "./schema";
import { endIdleShifts, lock, startShift, touch } from "./shifts";

beforeAll(async () => {
  await loadSecrets();
});
const later = (seconds: number) =>
  db().execute(sql`update clock_offset set shift = shift + make_interval(secs => ${seconds})`);
afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
});

async function onShift() {
  const store = await makeStore();
  const { code } = await makeEnrolment(systemCtx("test"), { storeId: store.id, name: "Tablet" });
  const { code: plain } = enrolSchema.parse({ code });
  const secret = await enrol(ctxOf({ kind: "anonymous" }, "store"), plain);
  const device = await actorOf(signedPair("selvedge-tablet", secret), "store");
  if (device.kind !== "store_device") throw new Error("not enrolled");
  const { id } = await makeConsultant(store.id);
  await db()
    .update(staff)
    .set({ pinHash: await hashPin("4821") })
    .where(eq(staff.id, id));
  const shift = await startShift({ ...ctxOf(device, "store"), device }, { staffId: id, pin: "4821" });
  const cookie = `${signedPair("selvedge-tablet", secret)}; ${signedPair("selvedge-shift", shift)}`;
  return { id, device, cookie, now: () => actorOf(cookie, "store") };
}

test("a shift lives for a minute after the last touch, by the server", async () => {
  const { id, cookie, device, now } = await onShift();
  await later(50);
  const actor = await now();
  expect(actor).toMatchObject({ kind: "staff", staffId: id });
  await touch(ctxOf(actor, "store"), { ago: 2 });
  await later(57);
  expect(await now()).toMatchObject({ kind: "staff" });
  // What nobody touched is over also for a copy of the cookie, and no touch brings it back.
  await later(2);
  expect(await now()).toMatchObject({ kind: "store_device" });
  await expect(touch(ctxOf(await actorOf(cookie, "store"), "store"), { ago: 0 })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  expect(await endIdleShifts()).toBeGreaterThan(0);
  const idled = and(eq(auditEntry.subjectId, id), eq(auditEntry.action, "shift.idled_out"));
  const written = await db().select().from(auditEntry).where(idled);
  expect(written.map((e) => e.details.storeDeviceId)).toContain(device.storeDeviceId);
  expect(written.every((e) => e.storeId === device.storeId)).toBe(true);
  expect(await endIdleShifts()).toBe(0);
});

test("a lock is written down once, with who and where", async () => {
  const { id, device, now } = await onShift();
  const actor = await now();
  await lock({ ...ctxOf(actor, "store"), device });
  await lock({ ...ctxOf(device, "store"), device });
  const trail = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, id));
  expect(trail.map((e) => e.action)).toEqual(["shift.started", "shift.ended"]);
  expect(trail[1]).toMatchObject({ actorId: id, storeDeviceId: device.storeDeviceId, reason: "sign_in" });
  expect(await now()).toMatchObject({ kind: "store_device" });
});
