import { and, eq, isNull } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { registerSession } from "@/db/schema/payments";
import { AppError } from "@/server/platform/errors";

/** Returns the open register session of a tablet. Throws TILL_CLOSED. */
export async function getOpenRegisterSession(
  storeDeviceId: string,
  on: Db | Tx = db(),
): Promise<typeof registerSession.$inferSelect> {
  const [row] = await on
    .select()
    .from(registerSession)
    .where(and(eq(registerSession.storeDeviceId, storeDeviceId), isNull(registerSession.closedAt)));
  if (!row) throw new AppError("TILL_CLOSED");
  return row;
}
