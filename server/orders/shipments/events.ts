import type { Tx } from "@/db/client";
import type { Announce } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { getShipment, type ShipmentRecord } from "./queries";

/** Announces a shipment's current state to its store, until it is sent. Returns it. */
export async function announceShipment(
  tx: Tx,
  announce: Announce,
  { parcelId, by }: { parcelId: string; by: By },
): Promise<ShipmentRecord> {
  const record = await getShipment(parcelId, tx);
  const { row, storeId } = record;
  const toDo = row.status === "open" || row.status === "packed";
  announce({ scopeId: storeId, kind: "store", entity: "parcel", entityId: parcelId, row: toDo ? row : null, by });
  return record;
}
