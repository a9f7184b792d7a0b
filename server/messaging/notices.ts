import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { notice } from "@/db/schema/contacts";
import { sqlNow } from "@/server/platform/clock";
import { queueMessage } from "./outbox";
import type { Message } from "./schema";

type NoticeKey = Pick<typeof notice.$inferSelect, "subjectId" | "kind">;

/**
 * Notifies a person of an event once, in the transaction of its cause; a repeated call is ignored. Without a `message`
 * the person cannot be reached, and the notice says so. The message expires after `minutes`. Call `flushOutbox` after
 * the commit. Returns whether this was the first call.
 */
export async function notifyOnce(
  tx: Tx,
  about: NoticeKey,
  message: Message | null,
  minutes?: number,
): Promise<boolean> {
  const [inserted] = await tx
    .insert(notice)
    .values({ ...about, channel: message?.channel ?? null, state: message ? "queued" : "unsendable" })
    .onConflictDoNothing()
    .returning({ id: notice.id });
  if (inserted && message) await queueMessage(tx, { ...message, id: inserted.id }, minutes);
  return inserted !== undefined;
}

/**
 * Records that staff called because no message reached the person. Returns the kinds of the notices; empty when none
 * was open.
 */
export async function recordCall(tx: Tx, subjectId: string): Promise<string[]> {
  const rows = await tx
    .update(notice)
    .set({ state: "called", settledAt: sql`${sqlNow}` })
    .where(and(eq(notice.subjectId, subjectId), inArray(notice.state, ["failed", "unsendable"])))
    .returning({ kind: notice.kind });
  return rows.map((r) => r.kind);
}
