import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { expireIdleGrants } from "@/server/assistance/grants";
import { expireRequests } from "@/server/assistance/requests/commands";
import { createSystemCtx } from "@/server/platform/context";
import { deleteOldCodes } from "@/server/shoppers/one-time-codes";
import { retryMerge } from "@/server/shoppers/sign-in/establish-session";
import { expireIdleShifts } from "@/server/staff/shifts";

/**
 * Time-driven work on shoppers: ends unused grants and unanswered requests, deletes old codes, and retries the merges
 * that failed at a sign-in.
 */
export async function sweepShoppers(): Promise<void> {
  await expireIdleGrants(createSystemCtx("sweep"));
  await expireIdleShifts();
  await expireRequests();
  await deleteOldCodes();
  const open = await db()
    .selectDistinct({ guestId: shopper.id, accountId: shopperDevice.shopperId })
    .from(shopperDevice)
    .innerJoin(shopper, eq(shopper.id, shopperDevice.guestId))
    .where(
      and(
        isNotNull(shopperDevice.guestId),
        eq(shopperDevice.access, "full"),
        eq(shopper.kind, "guest"),
        isNull(shopper.mergedInto),
      ),
    )
    .limit(20);
  for (const { guestId, accountId } of open) await retryMerge(guestId, accountId);
}
