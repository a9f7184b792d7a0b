import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { retryMerge } from "./establish-session";

const batch = 20;

/** Retries the merges of guests into accounts that failed at a sign-in. */
export async function retryMerges(): Promise<void> {
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
    .limit(batch);
  for (const { guestId, accountId } of open) await retryMerge(guestId, accountId);
}
