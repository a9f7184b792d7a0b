import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { createSystemCtx } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import { verifyChain } from "./chain";
import { recordAudit } from "./commands";

const { actor } = createSystemCtx("test");
const recordAct = (subjectId: string = randomUUID()) =>
  ({ action: "stores.hours.save", subjectKind: "store", subjectId, before: { minutes: 30 } }) as const;

/** What a superuser can do: the triggers are disabled, so nothing is refused. */
async function tamperWith(work: (tx: Parameters<Parameters<typeof inTransaction>[0]>[0]) => Promise<unknown>) {
  await inTransaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await work(tx);
  });
}

/** Creates an empty chain of five entries and returns their ids in order. */
async function recordFiveEntries(): Promise<string[]> {
  await tamperWith(async (tx) => {
    await tx.execute(sql`delete from audit_entry`);
    await tx.execute(sql`delete from audit_seal`);
    await tx.execute(sql`update audit_head set seq = 0, hash = ''`);
  });
  for (let i = 0; i < 5; i++) await recordAudit(db(), actor, recordAct());
  const rows = await db().execute<{ entry_id: string }>(sql`select entry_id from audit_seal order by seq`);
  return rows.map((r) => r.entry_id);
}

let ids: string[] = [];
beforeEach(async () => {
  ids = await recordFiveEntries();
});

describe("append-only", () => {
  const attempts = [
    sql`update audit_entry set reason = 'other'`,
    sql`delete from audit_entry`,
    sql`truncate audit_entry`,
    sql`update audit_seal set hash = ''`,
    sql`delete from audit_seal where seq = 1`,
    sql`truncate audit_seal`,
    sql`update audit_head set seq = 0`,
    sql`delete from audit_head`,
  ];
  it.each(attempts.map((a, i) => [i, a] as const))("refuses statement %i", async (_i, statement) => {
    await expect(db().execute(statement)).rejects.toMatchObject({ cause: { code: "42501" } });
    expect(await verifyChain()).toMatchObject({ entries: 5, broken: null });
  });
});

describe("the chain", () => {
  it("holds when fifty actions commit concurrently and some roll back", async () => {
    const undone = new Error("undone");
    await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        inTransaction(async (tx) => {
          await recordAudit(tx, actor, recordAct(`${i} — «ёлочки», "quotes" and\nlines`));
          if (i % 5 === 0) throw undone;
        }),
      ),
    );
    expect(await verifyChain()).toMatchObject({ entries: 45, broken: null });
  });

  it("is not locked before the commit: an open transaction does not block others", async () => {
    await inTransaction(async (tx) => {
      await recordAudit(tx, actor, recordAct());
      await recordAudit(db(), actor, recordAct());
      expect(await verifyChain()).toMatchObject({ entries: 6, broken: null });
    });
    expect(await verifyChain()).toMatchObject({ entries: 7, broken: null });
  });

  it("names a changed entry", async () => {
    await tamperWith((tx) => tx.execute(sql`update audit_entry set details = '{"a": 1}' where id = ${ids[2]}`));
    expect(await verifyChain()).toMatchObject({ entries: 2, broken: { seq: 3, entryId: ids[2], fault: "changed" } });
  });

  it("names a changed time, also by a microsecond", async () => {
    await tamperWith((tx) => tx.execute(sql`update audit_entry set at = at + interval '1 us' where id = ${ids[0]}`));
    expect((await verifyChain()).broken).toEqual({ seq: 1, entryId: ids[0], fault: "changed" });
  });

  it("names a removed entry, and one removed with its seal", async () => {
    await tamperWith((tx) => tx.execute(sql`delete from audit_entry where id = ${ids[3]}`));
    expect((await verifyChain()).broken).toEqual({ seq: 4, entryId: ids[3], fault: "missing" });
    await tamperWith((tx) => tx.execute(sql`delete from audit_seal where seq = 4`));
    expect((await verifyChain()).broken).toMatchObject({ seq: 4, fault: "gap" });
  });

  it("names a removed tail", async () => {
    await tamperWith(async (tx) => {
      await tx.execute(sql`delete from audit_entry where id = ${ids[4]}`);
      await tx.execute(sql`delete from audit_seal where seq = 5`);
    });
    expect((await verifyChain()).broken).toMatchObject({ seq: 5, fault: "cut" });
  });

  it("names the first of two swapped entries", async () => {
    await tamperWith(async (tx) => {
      await tx.execute(sql`update audit_seal set entry_id = ${randomUUID()} where seq = 2`);
      await tx.execute(sql`update audit_seal set entry_id = ${ids[1]} where seq = 4`);
      await tx.execute(sql`update audit_seal set entry_id = ${ids[3]} where seq = 2`);
    });
    expect((await verifyChain()).broken).toEqual({ seq: 2, entryId: ids[3], fault: "changed" });
  });

  it("names an entry that was inserted outside the chain", async () => {
    await tamperWith((tx) => recordAudit(tx, actor, recordAct()));
    expect((await verifyChain()).broken).toMatchObject({ seq: 6, fault: "unsealed" });
  });

  it("detects a rebuilt chain by a link recorded earlier", async () => {
    const { entries, hash } = await verifyChain();
    await recordFiveEntries();
    expect((await verifyChain()).broken).toBeNull();
    expect((await verifyChain({ seq: entries, hash })).broken).toMatchObject({ seq: 5, fault: "rewritten" });
  });
});
