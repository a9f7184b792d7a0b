import { randomUUID } from "node:crypto";
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { approval } from "@/db/schema/approvals";
import { auditEntry } from "@/db/schema/audit";
import { type Role, staff } from "@/db/schema/identity";
import type { ShiftActor } from "@/server/access/actors";
import { hashPin } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeStore } from "@/server/testing/factories";
import { approve, consumeApproval } from "./approvals";
import type { ApprovedAct } from "./approvals.schema";
import * as queries from "./queries";
import * as rules from "./rules";

const pin = "7754";
const needed = { appCode: "APPROVAL_NEEDED" };
const act = (): ApprovedAct => ({ action: "stock.write_off", subjectId: randomUUID(), amountMinor: 48_000 });
const consume = (actor: ShiftActor, what: ApprovedAct, id: string) =>
  inTransaction((tx) => consumeApproval(tx, actor, what, id));

afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
});

async function createPerson(storeId: string, role: Role, name: string) {
  const created = await makeConsultant(storeId, role, name);
  await db()
    .update(staff)
    .set({ pinHash: await hashPin(pin) })
    .where(eq(staff.id, created.id));
  return { ...created, actor: created.actor as ShiftActor };
}

async function createFourPeople() {
  const store = await makeStore();
  const rauf = await createPerson(store.id, "consultant", "Rauf");
  const manager = await createPerson(store.id, "manager", "Sevda");
  return { store, rauf, manager };
}

describe("a second person's PIN", () => {
  it("approves one action, once, and both people are in the audit trail", async () => {
    const { rauf, manager } = await createFourPeople();
    const what = act();
    const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin, act: what });
    const taken = await Promise.allSettled([1, 2, 3].map(() => consume(rauf.actor, what, approvalId)));
    expect(taken.filter((t) => t.status === "fulfilled")).toEqual([{ status: "fulfilled", value: manager.id }]);
    const [entry] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, what.subjectId));
    expect(entry).toMatchObject({ action: "approval.given", actorId: rauf.id, approvedBy: manager.id });
  });

  it("is valid for exactly that action, colleague and shift, for two minutes", async () => {
    const { rauf, manager, store } = await createFourPeople();
    const what = act();
    const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin, act: what });
    const other = await createPerson(store.id, "consultant", "Aysel");
    for (const [who, wrong] of [
      [rauf.actor, { ...what, amountMinor: what.amountMinor + 1 }],
      [rauf.actor, { ...what, subjectId: randomUUID() }],
      [other.actor, what],
      [{ ...rauf.actor, sessionId: other.actor.sessionId }, what],
    ] as const) {
      await expect(consume(who, wrong, approvalId)).rejects.toMatchObject(needed);
    }
    await db().execute(sql`update clock_offset set shift = '121 seconds'`);
    await expect(consume(rauf.actor, what, approvalId)).rejects.toMatchObject(needed);
    expect(await db().$count(approval, and(eq(approval.id, approvalId), isNotNull(approval.usedAt)))).toBe(0);
  });

  it("is refused for oneself, for a colleague without the role, another store's manager, and a deactivated one", async () => {
    const { rauf, manager, store } = await createFourPeople();
    const aysel = await createPerson(store.id, "consultant", "Aysel");
    const elsewhere = await createPerson((await makeStore()).id, "manager", "Kamran");
    for (const staffId of [rauf.id, aysel.id, elsewhere.id])
      await expect(approve(rauf.ctx, { staffId, pin, act: act() })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
    // A manager needs another manager.
    await expect(approve(manager.ctx, { staffId: manager.id, pin, act: act() })).rejects.toMatchObject({
      appCode: "NOT_FOUND",
    });
    const what = act();
    const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin, act: what });
    await db().update(staff).set({ role: "consultant" }).where(eq(staff.id, manager.id));
    await expect(consume(rauf.actor, what, approvalId)).rejects.toMatchObject(needed);
  });

  it("is locked after five wrong attempts", async () => {
    const { rauf, manager } = await createFourPeople();
    const guess = () => approve(rauf.ctx, { staffId: manager.id, pin: "0000", act: act() });
    for (let i = 0; i < 4; i++) await expect(guess()).rejects.toMatchObject({ appCode: "PIN_WRONG" });
    await expect(guess()).rejects.toMatchObject({ appCode: "PIN_LOCKED" });
    await expect(approve(rauf.ctx, { staffId: manager.id, pin, act: act() })).rejects.toMatchObject({
      appCode: "PIN_LOCKED",
    });
  });
});

describe("without a guard", () => {
  it("without the rule of the other person a manager approves their own action; consuming it still refuses", async () => {
    const { manager } = await createFourPeople();
    const what = act();
    const { approvalId } = await runBroken(rules, { isOtherPerson: () => true }, () =>
      approve(manager.ctx, { staffId: manager.id, pin, act: what }),
    );
    await expect(consume(manager.actor, what, approvalId)).rejects.toMatchObject(needed);
  });

  it("without the guard of its use one approval allows three actions", async () => {
    const { rauf, manager } = await createFourPeople();
    const what = act();
    const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin, act: what });
    const taken = await runBroken(queries, { isApprovalUsable: () => undefined }, () =>
      Promise.allSettled([1, 2, 3].map(() => consume(rauf.actor, what, approvalId))),
    );
    expect(taken.filter((t) => t.status === "fulfilled")).toHaveLength(3);
  });
});
