import { randomUUID } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { type Role, staff, storeDevice } from "@/db/schema/identity";
import { localMail } from "@/db/schema/platform";
import { resolveActor } from "@/server/app/context";
import { deliverDue } from "@/server/messaging/outbox";
import type { StaffActor } from "@/server/platform/context";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { Authenticator } from "@/server/testing/authenticator";
import { ctxOf, makeConsultant, makeStore } from "@/server/testing/factories";
import { beginPasskey, finishPasskey } from "../passkeys/commands";
import { revokeStoreDevice, saveStaff, setActive, setPin } from "../people";
import { listStaff, listStoreDevices } from "../people.queries";
import { saveStaffSchema } from "../schema";
import { claimAdmin, inviteFirstAdmin, requestOfficeCode, signInToOffice, signOutOfOffice } from "./commands";

process.env.DEMO = "1";
beforeAll(async () => {
  await loadSecrets();
});

const origin = "https://shop.example";
const createAnonymousCtx = () => ({ ...ctxOf({ kind: "anonymous" }, "office"), origin });
const createAddress = () => `${randomUUID().slice(0, 8)}@example.test`;

async function createOfficeStaff(role: Role) {
  const [row] = await db().insert(staff).values({ name: "Anna", email: createAddress(), role }).returning();
  if (!row) throw new Error("no person");
  const actor: StaffActor = {
    kind: "staff",
    surface: "office",
    staffId: row.id,
    name: row.name,
    role,
    storeId: null,
    storeDeviceId: null,
    sessionId: randomUUID(),
  };
  return { ...row, actor, ctx: ctxOf(actor, "office") };
}

async function signInAs(email: string): Promise<string> {
  const browser = generateSecret();
  await requestOfficeCode(createAnonymousCtx(), { email, browser });
  await deliverDue();
  const [mail] = await db().select().from(localMail).where(eq(localMail.recipient, email)).orderBy(desc(localMail.at));
  const code = /\d{6}/.exec(mail?.body ?? "")?.[0] ?? "";
  return finishSignIn(await signInToOffice(createAnonymousCtx(), { email, code, browser }));
}

/** The second step: creates the first passkey; returns the session's cookie. */
async function finishSignIn(pending: string): Promise<string> {
  const { options } = await beginPasskey(createAnonymousCtx(), pending);
  const response = new Authenticator(origin).make(options.challenge);
  return signCookie("selvedge-office", await finishPasskey(createAnonymousCtx(), pending, response));
}

test("the first administrator signs in with the printed link: once, and only while there is none", async () => {
  const old = await inviteFirstAdmin();
  const secret = await inviteFirstAdmin();
  if (!old || !secret) throw new Error("no invitation");
  const input = { name: "Anna", email: createAddress() };
  const claim = (s: string) => claimAdmin(createAnonymousCtx(), { ...input, secret: s });
  await expect(claim(old)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await expect(claim(generateSecret())).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  // Begun and abandoned: without a passkey there is no administrator yet, and the next start prints a new link.
  const begun = await claim(secret);
  expect(await resolveActor(signCookie("selvedge-office", begun), "office")).toEqual({ kind: "anonymous" });
  await expect(claim(secret)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const cookie = await finishSignIn(await claim((await inviteFirstAdmin()) ?? ""));
  expect(await resolveActor(cookie, "office")).toMatchObject({ kind: "staff", role: "admin", surface: "office" });
  expect(await resolveActor(cookie, "store")).toEqual({ kind: "anonymous" });
  expect(await inviteFirstAdmin()).toBeNull();
});

test("the office signs in with a code; others get none, and cannot notice", async () => {
  const anna = await createOfficeStaff("office");
  const cookie = await signInAs(anna.email);
  expect(await resolveActor(cookie, "office")).toMatchObject({ staffId: anna.id, role: "office" });
  const consultant = await makeConsultant((await makeStore()).id);
  for (const email of [createAddress(), consultant.email]) {
    await requestOfficeCode(createAnonymousCtx(), { email, browser: generateSecret() });
    expect(await db().$count(localMail, eq(localMail.recipient, email))).toBe(0);
  }
  const actor = await resolveActor(cookie, "office");
  await signOutOfOffice(ctxOf(actor, "office"));
  expect(await resolveActor(cookie, "office")).toEqual({ kind: "anonymous" });
});

test("a demotion and a deactivation end the session at the next request", async () => {
  const admin = await createOfficeStaff("admin");
  const anna = await createOfficeStaff("office");
  const ben = await createOfficeStaff("office");
  const a = await signInAs(anna.email);
  const b = await signInAs(ben.email);
  const store = await makeStore();
  const { name, email } = anna;
  await saveStaff(admin.ctx, { id: anna.id, name, email, role: "consultant", storeId: store.id });
  expect(await resolveActor(a, "office")).toEqual({ kind: "anonymous" });
  await setActive(admin.ctx, { staffId: ben.id, active: false });
  expect(await resolveActor(b, "office")).toEqual({ kind: "anonymous" });
});

test("the office manages the stores' staff and not itself; the last administrator stays", async () => {
  await db().update(staff).set({ active: false }).where(eq(staff.role, "admin"));
  const office = await createOfficeStaff("office");
  const admin = await createOfficeStaff("admin");
  const store = await makeStore();
  const consultant = await makeConsultant(store.id);
  const person = { name: "Nigar", email: createAddress(), storeId: store.id };
  const { id } = await saveStaff(office.ctx, { id: null, ...person, role: "manager" });
  await setPin(office.ctx, { staffId: id, pin: "7754" });
  const pinHash = async () => (await db().select().from(staff).where(eq(staff.id, id)))[0]?.pinHash;
  const kept = await pinHash();
  for (const pin of ["1111", "1234", "4321", "1212"])
    await expect(setPin(office.ctx, { staffId: id, pin })).rejects.toMatchObject({ appCode: "PIN_TOO_WEAK" });
  expect(await pinHash()).toBe(kept);
  const refused = { appCode: "NOT_FOUND" };
  await expect(
    saveStaff(office.ctx, { id: null, name: "x", email: createAddress(), role: "admin", storeId: null }),
  ).rejects.toMatchObject(refused);
  await expect(setPin(office.ctx, { staffId: admin.id, pin: "7756" })).rejects.toMatchObject(refused);
  await expect(setActive(office.ctx, { staffId: admin.id, active: false })).rejects.toMatchObject(refused);
  await expect(setPin(consultant.ctx, { staffId: id, pin: "7756" })).rejects.toMatchObject(refused);
  await expect(saveStaff(office.ctx, { id: null, ...person, role: "manager" })).rejects.toMatchObject({
    appCode: "CONFLICT",
  });
  await expect(setActive(admin.ctx, { staffId: admin.id, active: false })).rejects.toMatchObject({
    appCode: "WRONG_STATUS",
  });
  const { name, email } = admin;
  await expect(
    saveStaff(admin.ctx, { id: admin.id, name, email, role: "office", storeId: null }),
  ).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  const list = await listStaff(office.actor);
  expect(list.find((p) => p.id === id)).toMatchObject({ hasPin: true, storeName: store.name, locked: false });
});

test("changing an address to one in use is refused, and nothing is written", async () => {
  const admin = await createOfficeStaff("admin");
  const anna = await createOfficeStaff("office");
  const ben = await createOfficeStaff("office");
  const change = { id: anna.id, name: "Other", email: ben.email, role: "office" as const, storeId: null };
  await expect(saveStaff(admin.ctx, change)).rejects.toMatchObject({ appCode: "CONFLICT" });
  const [row] = await db().select().from(staff).where(eq(staff.id, anna.id));
  expect(row?.name).toBe("Anna");
});

test("a revoked tablet loses access immediately, with its shift", async () => {
  const admin = await createOfficeStaff("admin");
  const { tablet, actor } = await makeConsultant((await makeStore()).id);
  await revokeStoreDevice(admin.ctx, tablet.id);
  const [row] = await db().select().from(storeDevice).where(eq(storeDevice.id, tablet.id));
  expect(row?.revokedAt).not.toBeNull();
  expect((await listStoreDevices()).find((d) => d.id === tablet.id)).toMatchObject({ shift: null });
  await expect(revokeStoreDevice(admin.ctx, tablet.id)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await expect(revokeStoreDevice(ctxOf(actor, "store"), tablet.id)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});

test("a consultant needs a store, the office has none", () => {
  const base = { id: null, name: "x", email: "x@example.test" };
  expect(saveStaffSchema.safeParse({ ...base, role: "consultant", storeId: null }).success).toBe(false);
  expect(saveStaffSchema.safeParse({ ...base, role: "office", storeId: randomUUID() }).success).toBe(false);
});
