import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { shopperContact } from "@/db/schema/contacts";
import { staffSession } from "@/db/schema/identity";
import { helpRequest } from "@/db/schema/privacy";
import { syncChange } from "@/db/schema/sync";
import type { StaffActor } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { loadSecrets } from "@/server/platform/secrets";
import { canAccessScope } from "@/server/shoppers/queries";
import { runBroken } from "@/server/testing/broken";
import { ctxOf, makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { listAccessLog } from "../access-log";
import { accessLogSchema } from "../access-log.schema";
import { addCanary } from "../canaries";
import { endAssistance } from "../commands";
import { listGrantRows } from "../queries";
import { answerRequest, expireRequests, requestAssistance } from "./commands";
import * as queries from "./queries";
import { getRequestState, listHelpRequestRows } from "./queries";
import { maxRequestsPerHour } from "./rules";

beforeAll(async () => {
  await loadSecrets();
});

type ShiftActor = StaffActor & { storeId: string; storeDeviceId: string };
const shiftClock = (interval: string) => db().execute(`update clock_offset set shift = shift + interval '${interval}'`);
let numbers = 0;
/** A mobile number that no other test uses. */
const generatePhone = () => `+9945012${String(10_000 + ++numbers)}`;

async function createConsultant() {
  const store = await makeStore({ name: "Nizami St." });
  const consultant = await makeConsultant(store.id, "consultant", "Rauf Əliyev");
  const actor = consultant.actor as ShiftActor;
  return { ...consultant, store, actor, ctx: { ...consultant.ctx, actor } };
}

async function createCustomer() {
  const phone = generatePhone();
  const created = await makeShopper("customer");
  await db().insert(shopperContact).values({ shopperId: created.id, kind: "phone", value: phone, isPrimary: true });
  return { ...created, phone, ctx: { ...created.ctx, actor: created.actor } };
}

/** Waits for the work that runs after the response. */
const waitForRequest = (shopperId: string) =>
  vi.waitFor(async () => {
    const [row] = await listHelpRequestRows(shopperId);
    if (!row) throw new Error("nothing rang");
    return row.row;
  });

const ask = (desk: Awaited<ReturnType<typeof createConsultant>>, phone: string) =>
  requestAssistance(desk.ctx, { phone, reason: "in_store" });

test("a request appears on the shopper's devices with person and store, and only consent opens the cart", async () => {
  const desk = await createConsultant();
  const client = await createCustomer();
  const asked = await ask(desk, client.phone.replace("+994", "0"));
  expect(asked.phone).toBe(`+994 ••• ${client.phone.slice(-2)}`);
  const row = await waitForRequest(client.id);
  expect(row).toMatchObject({ consultant: "Rauf", storeName: "Nizami St.", reason: "in_store" });
  const changes = await db().select().from(syncChange).where(eq(syncChange.entity, "help_request"));
  expect(changes.filter((c) => c.scopeId === client.id)).toHaveLength(1);
  expect(await canAccessScope(desk.actor, client.id)).toBe(false);
  expect(await getRequestState(desk.actor, asked.requestId)).toBe("waiting");
  await answerRequest(client.ctx, { requestId: row.requestId, accept: true });
  expect(await canAccessScope(desk.actor, client.id)).toBe(true);
  expect(await getRequestState(desk.actor, asked.requestId)).toBe("accepted");
  expect(await listHelpRequestRows(client.id)).toEqual([]);
  const { looks } = await listAccessLog(client.actor, null);
  expect(looks).toMatchObject([
    { action: "client.asked", why: "in_store", consultant: "Rauf", storeName: "Nizami St." },
  ]);
  const [grant] = await listGrantRows(client.id);
  await endAssistance(client.ctx, grant?.entityId ?? "");
  expect(await canAccessScope(desk.actor, client.id)).toBe(false);
});

test("refusal, silence and an unknown number look the same to the consultant", async () => {
  const desk = await createConsultant();
  const client = await createCustomer();
  const silent = await createCustomer();
  const declined = await ask(desk, client.phone);
  const ignored = await ask(desk, silent.phone);
  const nobody = await ask(desk, generatePhone());
  const row = await waitForRequest(client.id);
  await answerRequest(client.ctx, { requestId: row.requestId, accept: false });
  const states = () =>
    Promise.all([declined, ignored, nobody].map(({ requestId }) => getRequestState(desk.actor, requestId)));
  expect(Object.keys(declined)).toEqual(Object.keys(nobody));
  expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
  await shiftClock("121 seconds");
  expect(await states()).toEqual(["over", "over", "over"]);
  await expireRequests();
  expect(await states()).toEqual(["over", "over", "over"]);
  expect(await canAccessScope(desk.actor, client.id)).toBe(false);
});

test("consent that is late, from another shopper or for an ended shift opens nothing", async () => {
  const desk = await createConsultant();
  const client = await createCustomer();
  const other = await createCustomer();
  await ask(desk, client.phone);
  const { requestId } = await waitForRequest(client.id);
  await expect(answerRequest(other.ctx, { requestId, accept: true })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  const linked = { ...client.ctx, actor: { ...client.actor, kind: "linked" as const } };
  await expect(answerRequest(linked, { requestId, accept: true })).rejects.toMatchObject({
    appCode: "UNAUTHENTICATED",
  });
  await db().update(staffSession).set({ endedAt: new Date() }).where(eq(staffSession.id, desk.actor.sessionId));
  await expect(answerRequest(client.ctx, { requestId, accept: true })).rejects.toMatchObject({
    appCode: "WRONG_STATUS",
  });
  await db().update(staffSession).set({ endedAt: null }).where(eq(staffSession.id, desk.actor.sessionId));
  await shiftClock("121 seconds");
  await expect(answerRequest(client.ctx, { requestId, accept: true })).rejects.toMatchObject({
    appCode: "WRONG_STATUS",
  });
  expect(await canAccessScope(desk.actor, client.id)).toBe(false);
});

test("a store that was declined cannot ask again within the hour", async () => {
  const desk = await createConsultant();
  const client = await createCustomer();
  await ask(desk, client.phone);
  await answerRequest(client.ctx, { requestId: (await waitForRequest(client.id)).requestId, accept: false });
  const { requestId } = await ask(desk, client.phone);
  const [before] = await db().select().from(helpRequest).where(eq(helpRequest.id, requestId));
  expect(before?.shopperId).toBe(client.id);
  const another = await createConsultant();
  await ask(another, client.phone);
  // The later request proves that the earlier delivery has finished.
  expect((await waitForRequest(client.id)).requestId).not.toBe(requestId);
  const [row] = await db().select().from(helpRequest).where(eq(helpRequest.id, requestId));
  expect(row?.delivered).toBe(false);
});

/** A8: one person enters numbers for an hour. Returns how many look-ups succeeded. */
async function harvest(): Promise<number> {
  const desk = await createConsultant();
  const tries = await Promise.allSettled(
    Array.from({ length: maxRequestsPerHour + 10 }, () =>
      requestAssistance(desk.ctx, { phone: generatePhone(), reason: "in_store" }),
    ),
  );
  return tries.filter((t) => t.status === "fulfilled").length;
}

test("at most thirty look-ups an hour, also concurrently; without the limit the same harvest succeeds", async () => {
  expect(await harvest()).toBe(maxRequestsPerHour);
  expect(await runBroken(queries, { assertBelowHourlyLimit: async () => {} }, harvest)).toBeGreaterThan(
    maxRequestsPerHour,
  );
});

test("looking up a canary responds like any other number, and raises the alarm in log and trail", async () => {
  const desk = await createConsultant();
  const bait = generatePhone();
  const admin: StaffActor = { ...desk.actor, role: "admin", surface: "office", storeId: null, storeDeviceId: null };
  await addCanary({ ...ctxOf(admin, "office"), actor: admin }, { phone: bait });
  const said = vi.spyOn(log(), "error");
  expect(Object.keys(await ask(desk, bait))).toEqual(["requestId", "phone", "seconds"]);
  await vi.waitFor(async () => {
    const alarms = await db()
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.action, "alarm.canary_looked_up"), eq(auditEntry.subjectId, desk.id)));
    expect(alarms).toHaveLength(1);
    expect(said).toHaveBeenCalledWith(expect.objectContaining({ alarm: "canary" }), expect.any(String));
  });
  const manager = { ...desk.actor, surface: "office" as const };
  await expect(addCanary({ ...ctxOf(manager), actor: manager }, { phone: bait })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
});

test("a page of the access log accepts the input of infinite queries", () => {
  expect(accessLogSchema.safeParse({ direction: "forward" }).success).toBe(true);
  expect(accessLogSchema.safeParse({ direction: "forward", cursor: "2026-11-22|x" }).success).toBe(true);
});

test("a page of the access log continues where the last ended, and never shows another shopper's", async () => {
  const desk = await createConsultant();
  const client = await createCustomer();
  const rows = Array.from({ length: 45 }, () => ({
    actorKind: "staff",
    actorId: desk.id,
    storeDeviceId: desk.tablet.id,
    action: "client.looked",
    subjectKind: "shopper",
    subjectId: client.id,
  }));
  await db().insert(auditEntry).values(rows);
  const seen: string[] = [];
  for (let before: string | null = null, pages = 0; pages < 5; pages++) {
    const page = await listAccessLog(client.actor, before);
    seen.push(...page.looks.map((l) => l.id));
    before = page.next;
    if (!before) break;
  }
  expect(new Set(seen).size).toBe(45);
  expect((await listAccessLog((await createCustomer()).actor, null)).looks).toEqual([]);
});
