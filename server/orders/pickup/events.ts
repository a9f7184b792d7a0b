import type { Tx } from "@/db/client";
import type { Announce } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { getPickup, type PickupRecord, toShopperRow, toStoreRow } from "./queries";
import { isOpen } from "./rules";

/** Announces a pickup's current state to its shopper and, while it is open, to its store. Returns it. */
export async function announcePickup(
  tx: Tx,
  announce: Announce,
  { pickupId, by }: { pickupId: string; by: By },
): Promise<PickupRecord> {
  const record = await getPickup(pickupId, tx);
  const change = { entity: "pickup", entityId: pickupId, by };
  announce({ ...change, scopeId: record.shopperId, kind: "shopper", row: toShopperRow(record) });
  const storeRow = isOpen(record.status) ? toStoreRow(record) : null;
  announce({ ...change, scopeId: record.store.id, kind: "store", row: storeRow });
  return record;
}
