import { and, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { handOverTries, pickup, pickupLine } from "@/db/schema/orders";
import { release } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import { ofNobody, ofShopper, type PersonalData, type Subject } from "@/server/platform/personal-data";
import type { Announce } from "@/server/sync/commit";
import { movesTo } from "./pickup/rules";

const accounts = "what was ordered and paid must be accounted for; who it was is no longer said";
const kept = "as long as the accounts must be kept";

/** Cancels what is still open, so that no piece waits for nobody, and takes it off the tablets. */
async function settle(tx: Tx, announce: Announce, { ids }: Subject): Promise<void> {
  const mine = inArray(pickup.shopperId, ids);
  const gone = await tx
    .update(pickup)
    .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
    .where(and(mine, inArray(pickup.status, movesTo("cancelled"))))
    .returning({ id: pickup.id });
  for (const { id } of gone) await release(tx, { referenceId: id });
  const all = await tx.select({ id: pickup.id, storeId: pickup.storeId }).from(pickup).where(mine);
  for (const { id, storeId } of all)
    announce({ scopeId: storeId, kind: "store", entity: "pickup", entityId: id, row: null, by: {} });
}

export const ordersData: PersonalData = {
  module: "orders",
  settle,
  tables: [
    ...ofNobody(handOverTries),
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
      erase: { keep: accounts },
      kept,
    }),
    ofShopper(pickup, {
      columns: {
        id: "internal",
        number: "describes",
        code: "secret",
        storeId: "describes",
        shopperId: "subject",
        status: "describes",
        contactName: "identifies",
        contact: "identifies",
        promisedAt: "describes",
        expiresAt: "describes",
        extendedAt: "describes",
        claimedBy: "internal",
        createdAt: "describes",
        pickingAt: "describes",
        readyAt: "describes",
        endedAt: "describes",
        updatedAt: "internal",
      },
      whose: ({ ids }) => inArray(pickup.shopperId, ids),
      erase: { set: { contactName: sql`''`, contact: sql`''` }, because: accounts },
      kept,
    }),
  ],
};
