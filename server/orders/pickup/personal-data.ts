import { and, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { pickup, pickupLine } from "@/db/schema/orders";
import { releaseHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import { ofShopper, type PersonalData, type Subject } from "@/server/platform/personal-data";
import type { Announce } from "@/server/sync/commit";
import { applyPickupToOrder } from "../refund-difference";
import { getPickupSources } from "./rules";

/** Cancels the open pickups of an erased shopper, so that no stock stays held, and removes them from the tablets. */
async function cancelOpenPickups(tx: Tx, announce: Announce, { ids }: Subject): Promise<void> {
  const isOwn = inArray(pickup.shopperId, ids);
  const cancelled = await tx
    .update(pickup)
    .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
    .where(and(isOwn, inArray(pickup.status, getPickupSources("cancelled"))))
    .returning({ id: pickup.id });
  for (const { id } of cancelled) {
    await releaseHolds(tx, { referenceId: id });
    await applyPickupToOrder(tx, announce, { pickupId: id });
  }
  const all = await tx.select({ id: pickup.id, storeId: pickup.storeId }).from(pickup).where(isOwn);
  for (const { id, storeId } of all)
    announce({ scopeId: storeId, kind: "store", entity: "pickup", entityId: id, row: null, by: {} });
}

const keptForAccounting = "what was ordered and paid must be accounted for; who it was is no longer said";
const retention = "as long as the accounts must be kept";

export const pickupsData: PersonalData = {
  module: "pickups",
  beforeErase: cancelOpenPickups,
  tables: [
    ofShopper(pickupLine, {
      columns: {
        id: "internal",
        pickupId: "internal",
        variantId: "describes",
        quantity: "describes",
        priceMinor: "describes",
        currency: "describes",
        status: "describes",
      },
      whose: ({ ids }) =>
        sql`${pickupLine.pickupId} in (select p.id from pickup p where ${inArray(sql`p.shopper_id`, ids)})`,
      erase: { keep: keptForAccounting },
      kept: retention,
    }),
    ofShopper(pickup, {
      columns: {
        id: "internal",
        number: "describes",
        code: "secret",
        storeId: "describes",
        shopperId: "subject",
        orderId: "internal",
        currency: "describes",
        status: "describes",
        contactName: "identifies",
        contact: "identifies",
        locale: "describes",
        promisedAt: "describes",
        expiresAt: "describes",
        extendedAt: "describes",
        claimedBy: "internal",
        createdAt: "describes",
        pickingAt: "describes",
        readyAt: "describes",
        endedAt: "describes",
        updatedAt: "internal",
        unbooked: "internal",
      },
      whose: ({ ids }) => inArray(pickup.shopperId, ids),
      erase: { set: { contactName: sql`''`, contact: sql`''` }, because: keptForAccounting },
      kept: retention,
    }),
  ],
};
