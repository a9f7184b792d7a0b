import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import type { StaffActor } from "@/server/platform/context";
import { ctxOf, makeConsultant, makeStore } from "@/server/testing/factories";
import { recordAudit } from "./commands";
import { listAuditActors, listAuditEntries } from "./queries";
import { auditFilterSchema } from "./schema";

async function createOffice() {
  const email = `${randomUUID().slice(0, 8)}@example.test`;
  const [row] = await db().insert(staff).values({ name: "Anna", email, role: "office" }).returning();
  const base = { surface: "office", name: "Anna", role: "office", storeId: null, storeDeviceId: null } as const;
  const actor: StaffActor = { kind: "staff", staffId: row?.id ?? "", sessionId: randomUUID(), ...base };
  return ctxOf(actor, "office");
}

const filter = (part: object = {}) => auditFilterSchema.parse(part);

test("the trail is paginated, newest first, with names where they exist", async () => {
  const ctx = await createOffice();
  const store = await makeStore({ name: "Port" });
  const rauf = await makeConsultant(store.id);
  for (let i = 0; i < 60; i++) {
    const subject = { subjectKind: "store", subjectId: store.id, storeId: store.id };
    await recordAudit(db(), rauf.actor, { action: "stores.hours.save", ...subject, details: { i } });
  }
  const first = await listAuditEntries(ctx, filter());
  expect(first.entries).toHaveLength(50);
  expect(first.entries[0]).toMatchObject({
    actor: "Rauf",
    device: "Tablet",
    storeName: "Port",
    subject: "Port",
    reason: "calendar",
    details: { i: 59 },
  });
  const second = await listAuditEntries(ctx, filter({ cursor: first.next }));
  expect(second.next).toBeNull();
  const places = [...first.entries, ...second.entries].map((e) => e.seq);
  expect(places).toEqual([...places].sort((a, b) => b - a));
  expect(new Set(places).size).toBe(60);
  expect((await listAuditActors(ctx)).map((p) => p.name)).toContain("Rauf");
});

test("every filter narrows; the prefix of an action selects its kind and is never read as a pattern", async () => {
  const ctx = await createOffice();
  const store = await makeStore();
  const other = await makeStore();
  const rauf = await makeConsultant(store.id);
  const sevda = await makeConsultant(other.id, "manager", "Sevda");
  const subject = { subjectKind: "pickup", subjectId: randomUUID() };
  await recordAudit(db(), rauf.actor, { action: "pickup.line.picked", ...subject });
  await recordAudit(db(), rauf.actor, { action: "pickup.ready", ...subject, approvedBy: sevda.id });
  await recordAudit(db(), sevda.actor, { action: "fitting.hang", subjectKind: "fitting", subjectId: randomUUID() });
  const actions = async (part: object) => (await listAuditEntries(ctx, filter(part))).entries.map((e) => e.action);
  expect(await actions({ actorId: rauf.id })).toEqual(["pickup.ready", "pickup.line.picked"]);
  expect(await actions({ actorId: sevda.id })).toEqual(["fitting.hang", "pickup.ready"]);
  expect(await actions({ storeId: other.id })).toEqual(["fitting.hang"]);
  expect(await actions({ subjectId: subject.subjectId, action: "pickup.line" })).toEqual(["pickup.line.picked"]);
  expect(await actions({ storeId: store.id, action: "pick" })).toEqual([]);
  expect(await actions({ storeId: store.id, action: "pick_p" })).toEqual([]);
  expect(auditFilterSchema.safeParse({ action: "%" }).success).toBe(false);
  const later = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  expect(await actions({ actorId: rauf.id, from: "2020-01-01", to: later })).toHaveLength(2);
  expect(await actions({ actorId: rauf.id, from: later })).toEqual([]);
  expect(await actions({ actorId: rauf.id, to: "2020-01-01" })).toEqual([]);
});

test("is closed to the tablet", async () => {
  const manager = await makeConsultant((await makeStore()).id, "manager");
  await expect(listAuditEntries(manager.ctx, filter())).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});
