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
import * as rules from "./rules";
import type { ApprovedAct } from "./approvals.schema";
import * as queries from "./queries";

const pin = "7754";
const needed = { appCode: "APPROVAL_NEEDED" };
const act = (): ApprovedAct => ({ action: "stock.write_off", subjectId: randomUUID(), amountMinor: 48_000 });
const consume = (actor: ShiftActor, what: ApprovedAct, id: string) =>
  inTransaction((tx) => consumeApproval(tx, actor, what, id));

afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
});

async function createPerson(storeId: string, role: Role, name: string) {
  const made = await makeConsultant(storeId, role, name);
  await db()
    .update(staff)
    .set({ pinHash: await hashPin(pin) })
    .where(eq(staff.id, made.id));
  return { ...made, actor: made.actor as ShiftActor };
}

async function createFourPeople() {
  const store = await makeStore();
  const rauf = await createPerson(store.id, "consultant", "Rauf");
  const manager = await createPerson(store.id, "manager", "Sevda");
  return { store, rauf, manager };
}

describe("a second person's PIN", () => {
  it("lets one act pass, once, and both stand in the audit trail", async () => {
    const { rauf, manager } = await createFourPeople();
    const what = act();
    const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin, act: what });
    const taken = await Promise.allSettled([1, 2, 3].map(() => consume(rauf.actor, what, approvalId)));
    expect(taken.filter((t) => t.status === "fulfilled")).toEqual([{ status: "fulfilled", value: manager.id }]);
    const [entry] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, what.subjectId));
    expect(entry).toMatchObject({ action: "approval.given", actorId: rauf.id, approvedBy: manager.id });
  });

  it("is for exactly that act, colleague and shift, for two minutes", async () => {
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

  it("is not one's own, not a colleague's without the role, not another store's, and not of who left", async () => {
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

  it("is locked after five wrong ones", async () => {
    const { rauf, manager } = await createFourPeople();
    const guess = () => approve(rauf.ctx, { staffId: manager.id, pin: "0000", act: act() });
    for (let i = 0; i < 4; i++) await expect(guess()).rejects.toMatchObject({ appCode: "PIN_WRONG" });
    await expect(guess()).rejects.toMatchObject({ appCode: "PIN_LOCKED" });
    await expect(approve(rauf.ctx, { staffId: manager.id, pin, act: act() })).rejects.toMatchObject({
      appCode: "PIN_LOCKED",
    });
  });
});

describe("the broken twins", () => {
  it("without the rule of the other person, a manager confirms the own act; using it up still notices", async () => {
    const { manager } = await createFourPeople();
    const what = act();
    const { approvalId } = await runBroken(rules, { isOtherPerson: () => true }, () =>
      approve(manager.ctx, { staffId: manager.id, pin, act: what }),
    );
    await expect(consume(manager.actor, what, approvalId)).rejects.toMatchObject(needed);
  });

  it("without the guard of its use, one approval lets three acts pass", async () => {
    const { rauf, manager } = await createFourPeople();
    const what = act();
    const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin, act: what });
    const taken = await runBroken(queries, { isApprovalUsable: () => undefined }, () =>
      Promise.allSettled([1, 2, 3].map(() => consume(rauf.actor, what, approvalId))),
    );
    expect(taken.filter((t) => t.status === "fulfilled")).toHaveLength(3);
  });
});
