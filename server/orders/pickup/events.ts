import type { Tx } from "@/db/client";
import type { Announce } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { type PickupRecord, pickupById, rowForShopper, rowForStore } from "./queries";
import { isOpen } from "./rules";

/** Announces a pick-up as it now stands to its shopper and, while it is open, to its store. Gives it back. */
export async function announcePickup(tx: Tx, announce: Announce, pickupId: string, by: By): Promise<PickupRecord> {
  const record = await pickupById(pickupId, tx);
  const change = { entity: "pickup", entityId: pickupId, by };
  announce({ ...change, scopeId: record.shopperId, kind: "shopper", row: rowForShopper(record) });
  const storeRow = isOpen(record.status) ? rowForStore(record) : null;
  announce({ ...change, scopeId: record.store.id, kind: "store", row: storeRow });
  return record;
}
