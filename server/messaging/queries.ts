import { desc } from "drizzle-orm";
import { db } from "@/db/client";
import { localMail } from "@/db/schema/platform";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import type { LocalMail } from "./schema";

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
