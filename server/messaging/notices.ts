import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { notice } from "@/db/schema/contacts";
import { sqlNow } from "@/server/platform/clock";
import { queueMessage } from "./outbox";
import type { Message } from "./schema";

type NoticeKey = Pick<typeof notice.$inferSelect, "subjectId" | "kind">;

/**
 * Has somebody told of something once, in the transaction of its cause: what was told before is not told again. Without a
 * `message` there is no way to write, and the notice says so. It is of no use after `minutes`. Call `kickOutbox` after
 * the commit. Gives whether this was the first time.
 */
export async function notifyOnce(
  tx: Tx,
  about: NoticeKey,
  message: Message | null,
  minutes?: number,
): Promise<boolean> {
  const [made] = await tx
    .insert(notice)
    .values({ ...about, channel: message?.channel ?? null, state: message ? "queued" : "unsendable" })
    .onConflictDoNothing()
    .returning({ id: notice.id });
  if (made && message) await queueMessage(tx, { ...message, id: made.id }, minutes);
  return made !== undefined;
}

/** Notes that somebody called because no message reached the person. Gives the notices' kinds; empty when none waited for it. */
export async function recordCall(tx: Tx, subjectId: string): Promise<string[]> {
  const rows = await tx
    .update(notice)
    .set({ state: "called", settledAt: sql`${sqlNow}` })
    .where(and(eq(notice.subjectId, subjectId), inArray(notice.state, ["failed", "unsendable"])))
    .returning({ kind: notice.kind });
  return rows.map((r) => r.kind);
}
