import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { notice, outgoingMessage } from "@/db/schema/contacts";
import { deliverDue, queueMessage } from "@/server/messaging/outbox";
import { refuseForGood } from "@/server/messaging/refusal";
import type { Message } from "@/server/messaging/schema";
import { inTransaction } from "@/server/platform/transaction";
import { addJob, waitForAddedJobs } from "@/server/queue/commands";
import { makeOffice } from "@/server/testing/factories";
import { findValues } from "@/server/testing/scan";
import { runAgain } from "./commands";
import { listFailedWork } from "./queries";
import { jobs } from "./registry";
import { jobNames } from "./schema";

beforeEach(async () => {
  await db().delete(outgoingMessage);
  await db().execute(sql`select from graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`);
});

const countAudit = (subjectId: string) => db().$count(auditEntry, eq(auditEntry.subjectId, subjectId));

async function addFailedJob(): Promise<string> {
  addJob("waitlists.process", randomUUID());
  await waitForAddedJobs();
  const [row] = await db().execute<{ id: string }>(
    sql`select id::text as id from graphile_worker.permanently_fail_jobs(array(select id from graphile_worker.jobs), 'no room')`,
  );
  return row?.id ?? "";
}

test("every job has its name in every language, once", () => {
  expect(jobs.map((job) => job.name).sort()).toEqual([...jobNames]);
});

test("a job that was given up shows its reason to administrators, who run it again", async () => {
  const admin = await makeOffice("admin");
  const office = await makeOffice("office");
  const id = await addFailedJob();
  const { work } = await listFailedWork(admin.ctx);
  expect(work).toMatchObject([
    { kind: "job", id, name: "waitlists.process", state: "given_up", reason: "no room", tries: 12 },
  ]);
  await expect(listFailedWork(office.ctx)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await expect(runAgain(office.ctx, { kind: "job", id })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await runAgain(admin.ctx, { kind: "job", id });
  expect((await listFailedWork(admin.ctx)).work).toEqual([]);
  await expect(runAgain(admin.ctx, { kind: "job", id })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  expect(await countAudit(id)).toBe(1);
});

test("a message that was given up shows without its recipient, and is sent when run again", async () => {
  const admin = await makeOffice("admin");
  const subjectId = randomUUID();
  const [told] = await db()
    .insert(notice)
    .values({ subjectId, kind: "ready", channel: "email", state: "queued" })
    .returning({ id: notice.id });
  const id = told?.id ?? "";
  const mail: Message = { id, channel: "email", to: "leyla@example.test", subject: "s", text: "t" };
  await inTransaction((tx) => queueMessage(tx, mail));
  await deliverDue({ email: () => Promise.reject(refuseForGood("the mail server did not take it: EENVELOPE 550")) });
  const view = await listFailedWork(admin.ctx);
  expect(view.work).toMatchObject([{ kind: "message", id, name: "email", state: "given_up", tries: 1 }]);
  expect(JSON.stringify(view)).not.toContain("leyla");
  const sent: Message[] = [];
  await runAgain(admin.ctx, { kind: "message", id });
  await deliverDue({ email: async (message) => void sent.push(message) });
  expect(sent).toEqual([mail]);
  const [after] = await db().select({ state: notice.state }).from(notice).where(eq(notice.id, id));
  expect(after?.state).toBe("sent");
  expect(await countAudit(id)).toBe(1);
});

test("the proof of an erasure reads the queue's own tables", async () => {
  const value = `${randomUUID()}@example.test`;
  await db().execute(sql`select from graphile_worker.add_job('notes.print', ${JSON.stringify({ to: value })}::json)`);
  const found = await findValues([value]);
  expect(found).toMatchObject([{ table: "graphile_worker._private_jobs", column: "payload" }]);
});

test("what the shop adds to the queue are ids", async () => {
  addJob("messages.send");
  addJob("waitlists.process", randomUUID());
  await waitForAddedJobs();
  const rows = await db().execute<{ payload: object }>(sql`select payload from graphile_worker._private_jobs`);
  expect(rows.map(({ payload }) => Object.keys(payload)).sort()).toEqual([[], ["id"]]);
});
