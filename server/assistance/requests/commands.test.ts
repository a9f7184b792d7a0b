import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { shopperContact } from "@/db/schema/contacts";
import { staffSession } from "@/db/schema/identity";
import { helpRequest } from "@/db/schema/privacy";
import { syncChange } from "@/db/schema/sync";
import { ctxOf, makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import type { StaffActor } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { loadSecrets } from "@/server/platform/secrets";
import { mayTouchScope } from "@/server/shoppers/queries";
import { addCanary } from "../canaries";
import { endHelp } from "../commands";
import { looksAt } from "../access-log";
import { looksSchema } from "../access-log.schema";
import { grantRows } from "../queries";
import { answerRequest, askHelp, askHelpWith, endStaleRequests } from "./commands";
import { helpRequestRows, requestState } from "./queries";
import { maxAsksAnHour } from "./rules";

beforeAll(async () => {
  await loadSecrets();
});

type OnShift = StaffActor & { storeId: string; storeDeviceId: string };
const later = (interval: string) => db().execute(`update clock_offset set shift = shift + interval '${interval}'`);
let numbers = 0;
/** A mobile number that nobody else here has. */
const newPhone = () => `+9945012${String(10_000 + ++numbers)}`;

async function makeDesk() {
  const store = await makeStore({ name: "Nizami St." });
  const consultant = await makeConsultant(store.id, "consultant", "Rauf Əliyev");
  const actor = consultant.actor as OnShift;
  return { ...consultant, store, actor, ctx: { ...consultant.ctx, actor } };
}

async function makeClient() {
  const phone = newPhone();
  const made = await makeShopper("customer");
  await db().insert(shopperContact).values({ shopperId: made.id, kind: "phone", value: phone, isPrimary: true });
  return { ...made, phone, ctx: { ...made.ctx, actor: made.actor } };
}

/** Waits until what happens after the answer has happened. */
const rung = (shopperId: string) =>
  vi.waitFor(async () => {
    const [row] = await helpRequestRows(shopperId);
    if (!row) throw new Error("nothing rang");
    return row.row;
  });

const ask = (desk: Awaited<ReturnType<typeof makeDesk>>, phone: string) =>
  askHelp(desk.ctx, { phone, reason: "in_store" });

test("a request rings on the shopper's devices, says who asks from where, and only yes opens the bag", async () => {
  const [desk, client] = [await makeDesk(), await makeClient()];
  const asked = await ask(desk, client.phone.replace("+994", "0"));
  expect(asked.phone).toBe(`+994 ••• ${client.phone.slice(-2)}`);
  const row = await rung(client.id);
  expect(row).toMatchObject({ consultant: "Rauf", storeName: "Nizami St.", reason: "in_store" });
  const changes = await db().select().from(syncChange).where(eq(syncChange.entity, "help_request"));
  expect(changes.filter((c) => c.scopeId === client.id)).toHaveLength(1);
  expect(await mayTouchScope(desk.actor, client.id)).toBe(false);
  expect(await requestState(desk.actor, asked.requestId)).toBe("waiting");
  await answerRequest(client.ctx, { requestId: row.requestId, accept: true });
  expect(await mayTouchScope(desk.actor, client.id)).toBe(true);
  expect(await requestState(desk.actor, asked.requestId)).toBe("accepted");
  expect(await helpRequestRows(client.id)).toEqual([]);
  const { looks } = await looksAt(client.actor, null);
  expect(looks).toMatchObject([
    { action: "client.asked", why: "in_store", consultant: "Rauf", storeName: "Nizami St." },
  ]);
  const [grant] = await grantRows(client.id);
  await endHelp(client.ctx, grant?.entityId ?? "");
  expect(await mayTouchScope(desk.actor, client.id)).toBe(false);
});

test("no, silence and a number that nobody has look the same to the consultant", async () => {
  const [desk, client, silent] = [await makeDesk(), await makeClient(), await makeClient()];
  const declined = await ask(desk, client.phone);
  const ignored = await ask(desk, silent.phone);
  const nobody = await ask(desk, newPhone());
  const row = await rung(client.id);
  await answerRequest(client.ctx, { requestId: row.requestId, accept: false });
  const states = () =>
    Promise.all([declined, ignored, nobody].map(({ requestId }) => requestState(desk.actor, requestId)));
  expect(Object.keys(declined)).toEqual(Object.keys(nobody));
  expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
  await later("121 seconds");
  expect(await states()).toEqual(["over", "over", "over"]);
  await endStaleRequests();
  expect(await states()).toEqual(["over", "over", "over"]);
  expect(await mayTouchScope(desk.actor, client.id)).toBe(false);
});

test("a late yes, another's yes and a yes to somebody who left open nothing", async () => {
  const [desk, client, other] = [await makeDesk(), await makeClient(), await makeClient()];
  await ask(desk, client.phone);
  const { requestId } = await rung(client.id);
  await expect(answerRequest(other.ctx, { requestId, accept: true })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  const linked = { ...client.ctx, actor: { ...client.actor, kind: "linked" as const } };
  await expect(answerRequest(linked, { requestId, accept: true })).rejects.toMatchObject({ appCode: "SIGN_IN_NEEDED" });
  await db().update(staffSession).set({ endedAt: new Date() }).where(eq(staffSession.id, desk.actor.sessionId));
  await expect(answerRequest(client.ctx, { requestId, accept: true })).rejects.toMatchObject({
    appCode: "WRONG_STATUS",
  });
  await db().update(staffSession).set({ endedAt: null }).where(eq(staffSession.id, desk.actor.sessionId));
  await later("121 seconds");
  await expect(answerRequest(client.ctx, { requestId, accept: true })).rejects.toMatchObject({
    appCode: "WRONG_STATUS",
  });
  expect(await mayTouchScope(desk.actor, client.id)).toBe(false);
});

test("a store that was turned down does not ring again within the hour", async () => {
  const [desk, client] = [await makeDesk(), await makeClient()];
  await ask(desk, client.phone);
  await answerRequest(client.ctx, { requestId: (await rung(client.id)).requestId, accept: false });
  const { requestId } = await ask(desk, client.phone);
  const [before] = await db().select().from(helpRequest).where(eq(helpRequest.id, requestId));
  expect(before?.shopperId).toBe(client.id);
  const another = await makeDesk();
  await ask(another, client.phone);
  // The later ring proves that the earlier delivery is through.
  expect((await rung(client.id)).requestId).not.toBe(requestId);
  const [row] = await db().select().from(helpRequest).where(eq(helpRequest.id, requestId));
  expect(row?.delivered).toBe(false);
});

/** A8: one person types numbers for an hour. Gives how many look-ups went through. */
async function harvest(look: ReturnType<typeof askHelpWith>): Promise<number> {
  const desk = await makeDesk();
  const tries = await Promise.allSettled(
    Array.from({ length: maxAsksAnHour + 10 }, () => look(desk.ctx, { phone: newPhone(), reason: "in_store" })),
  );
  return tries.filter((t) => t.status === "fulfilled").length;
}

test("at most thirty look-ups an hour, also at once; without the limit the same harvest goes through", async () => {
  expect(await harvest(askHelp)).toBe(maxAsksAnHour);
  expect(await harvest(askHelpWith(Number.POSITIVE_INFINITY))).toBeGreaterThan(maxAsksAnHour);
});

test("looking up a bait number answers like any other, and raises the alarm in log and trail", async () => {
  const [desk, bait] = [await makeDesk(), newPhone()];
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

test("the page of looks can be asked for as the browser's infinite queries ask", () => {
  expect(looksSchema.safeParse({ direction: "forward" }).success).toBe(true);
  expect(looksSchema.safeParse({ direction: "forward", cursor: "2026-11-22|x" }).success).toBe(true);
});

test("the page of looks goes on where it ended, and never shows another's", async () => {
  const [desk, client] = [await makeDesk(), await makeClient()];
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
    const page = await looksAt(client.actor, before);
    seen.push(...page.looks.map((l) => l.id));
    before = page.next;
    if (!before) break;
  }
  expect(new Set(seen).size).toBe(45);
  expect((await looksAt((await makeClient()).actor, null)).looks).toEqual([]);
});
