import { inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fitting, fittingItem, fittingWaitlistEntry, itemRequest } from "@/db/schema/fittings";
import { ofShopper, type PersonalData, type Subject } from "@/server/platform/personal-data";
import type { Announce } from "@/server/sync/commit";

const retention = "until the shopper erases it";
const isOfSubject = (column: typeof fittingItem.fittingId | typeof itemRequest.fittingId, { ids }: Subject) =>
  sql`${column} in (select f.id from fitting f where ${inArray(sql`f.shopper_id`, ids)})`;

/** Removes the appointments and waitlist entries from the tablets; deleting the rows frees their rooms. */
async function cancelOpenFittings(tx: Tx, announce: Announce, { ids }: Subject): Promise<void> {
  const rows = await tx.execute<{ id: string; storeId: string; entity: string }>(sql`
    select f.id, f.store_id as "storeId", 'fitting' as entity from fitting f where ${inArray(sql`f.shopper_id`, ids)}
    union all
    select q.id, q.store_id, 'room_request' from item_request q join fitting f on f.id = q.fitting_id
    where ${inArray(sql`f.shopper_id`, ids)}
    union all
    select w.id, w.store_id, 'fitting_wait' from fitting_waitlist_entry w where ${inArray(sql`w.shopper_id`, ids)}`);
  for (const { id, storeId, entity } of rows)
    announce({ scopeId: storeId, kind: "store", entity, entityId: id, row: null, by: {} });
}

export const fittingsData: PersonalData = {
  module: "fittings",
  beforeErase: cancelOpenFittings,
  tables: [
    ofShopper(itemRequest, {
      columns: {
        id: "internal",
        fittingId: "internal",
        storeId: "describes",
        variantId: "describes",
        status: "describes",
        claimedBy: "internal",
        askedAt: "describes",
        claimedAt: "describes",
        broughtAt: "describes",
      },
      whose: (subject) => isOfSubject(itemRequest.fittingId, subject),
      erase: "delete",
      kept: retention,
    }),
    ofShopper(fittingItem, {
      columns: { id: "internal", fittingId: "internal", variantId: "describes", status: "describes" },
      whose: (subject) => isOfSubject(fittingItem.fittingId, subject),
      erase: "delete",
      kept: retention,
    }),
    ofShopper(fittingWaitlistEntry, {
      columns: {
        id: "internal",
        storeId: "describes",
        shopperId: "subject",
        date: "describes",
        slots: "describes",
        part: "describes",
        variantIds: "describes",
        contactName: "identifies",
        contact: "identifies",
        locale: "internal",
        status: "describes",
        fittingId: "internal",
        startsAt: "describes",
        endsAt: "describes",
        expiresAt: "describes",
        joinedAt: "describes",
        updatedAt: "internal",
      },
      whose: ({ ids }) => inArray(fittingWaitlistEntry.shopperId, ids),
      erase: "delete",
      kept: retention,
    }),
    ofShopper(fitting, {
      columns: {
        id: "internal",
        storeId: "describes",
        roomId: "internal",
        shopperId: "subject",
        during: "internal",
        startsAt: "describes",
        endsAt: "describes",
        status: "describes",
        contactName: "identifies",
        contact: "identifies",
        overlapAllowed: "internal",
        hangingBy: "internal",
        sequence: "internal",
        createdAt: "describes",
        updatedAt: "internal",
      },
      whose: ({ ids }) => inArray(fitting.shopperId, ids),
      erase: "delete",
      kept: retention,
    }),
  ],
};
