import { desc, isNotNull } from "drizzle-orm";
import { db } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { localMail } from "@/db/schema/platform";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import type { Channel, LocalMail } from "./schema";

/**
 * The last messages stored on this machine, newest first. Throws NOT_FOUND outside demo mode, where the page does not
 * exist.
 */
export async function listLocalMails(): Promise<LocalMail[]> {
  if (!env().demo) throw new AppError("NOT_FOUND");
  const rows = await db().select().from(localMail).orderBy(desc(localMail.at)).limit(30);
  return rows.map(({ id, channel, recipient, subject, body, at }) => ({
    id,
    channel,
    to: recipient,
    subject,
    text: body,
    at: at.toISOString(),
  }));
}

/** A message that was given up: what was answered last, without recipient and text. */
export type FailedMessage = { id: string; channel: Channel; reason: string | null; tries: number; at: Date };

/** Messages that were given up, the latest first. */
export async function listFailedMessages(limit: number): Promise<FailedMessage[]> {
  const { id, channel, lastError, attempts, givenUpAt } = outgoingMessage;
  const rows = await db()
    .select({ id, channel, reason: lastError, tries: attempts, at: givenUpAt })
    .from(outgoingMessage)
    .where(isNotNull(givenUpAt))
    .orderBy(desc(givenUpAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, at: row.at ?? new Date(0) }));
}
