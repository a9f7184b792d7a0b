import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { cashShift } from "@/db/schema/payments";
import { AppError } from "@/server/platform/errors";

/** Returns the open register session of a tablet. Throws TILL_CLOSED. */
export async function getOpenRegisterSession(storeDeviceId: string): Promise<typeof cashShift.$inferSelect> {
  const [row] = await db()
    .select()
    .from(cashShift)
    .where(and(eq(cashShift.storeDeviceId, storeDeviceId), isNull(cashShift.closedAt)));
  if (!row) throw new AppError("TILL_CLOSED");
  return row;
}
