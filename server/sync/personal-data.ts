import { inArray, or, type SQL, sql } from "drizzle-orm";
import { syncChange, syncClient, syncReceipt, syncScope } from "@/db/schema/sync";
import { ofShopper, type PersonalData, type Subject } from "@/server/platform/personal-data";

/** Includes what the stores' tablets received about the shopper's pickups and appointments. */
const matchChanges = ({ ids }: Subject): SQL => sql`(${inArray(syncChange.scopeId, ids)} or ${syncChange.entityId} in (
  select p.id::text from pickup p where ${inArray(sql`p.shopper_id`, ids)}
  union all select f.id::text from fitting f where ${inArray(sql`f.shopper_id`, ids)}
  union all select w.id::text from fitting_waitlist_entry w where ${inArray(sql`w.shopper_id`, ids)}
  union all select q.id::text from item_request q join fitting f on f.id = q.fitting_id
    where ${inArray(sql`f.shopper_id`, ids)}))`;

const matchReceipts = ({ ids }: Subject): SQL =>
  sql`(${inArray(syncReceipt.scopeId, ids)} or ${syncReceipt.clientId} in (
    select c.id from sync_client c where ${inArray(sql`c.owner_id`, ids)}))`;

export const syncData: PersonalData = {
  module: "sync",
  tables: [
    ofShopper(syncChange, {
      columns: {
        scopeId: "subject",
        version: "internal",
        seq: "internal",
        clientId: "internal",
        mid: "internal",
        entity: "internal",
        entityId: "internal",
        // A copy of what the owning module exports itself.
        row: "internal",
        by: "internal",
        at: "internal",
      },
      whose: matchChanges,
      erase: "delete",
      kept: "14 days",
    }),
    ofShopper(syncReceipt, {
      columns: {
        clientId: "internal",
        mid: "internal",
        scopeId: "subject",
        name: "describes",
        argsSha256: "internal",
        outcome: "describes",
        result: "internal",
        version: "internal",
        at: "describes",
      },
      whose: matchReceipts,
      erase: "delete",
      kept: "35 days",
    }),
    ofShopper(syncClient, {
      columns: {
        id: "internal",
        ownerKind: "internal",
        ownerId: "subject",
        lastMid: "internal",
        schemaV: "internal",
        lastSeenAt: "describes",
        revokedAt: "describes",
      },
      whose: ({ ids, deviceIds }) => or(inArray(syncClient.ownerId, [...ids, ...deviceIds])) ?? sql`false`,
      erase: "delete",
      kept: "as long as its owner",
    }),
    ofShopper(syncScope, {
      columns: {
        id: "subject",
        kind: "internal",
        version: "internal",
        minVersion: "internal",
        epoch: "internal",
        mergedInto: "subject",
        mergedVersion: "internal",
      },
      whose: ({ ids }) => inArray(syncScope.id, ids),
      erase: { keep: "a number that counts changes; it tells a device that comes back late that it is behind" },
      kept: "as long as its owner",
    }),
  ],
};
