import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Announce } from "../events";
import { findEntry } from "./queries";
import type { StoreWaitlistRow, WaitlistRow } from "./schema";

/**
 * Announces an entry's current state to the shopper's devices inside `tx`, and to the store's that a shopper waits;
 * returns that row.
 */
export async function announceEntry(
  tx: Tx,
  announce: Announce,
  { waitId, shopperId }: { waitId: string; shopperId: string },
): Promise<WaitlistRow | null> {
  const row = await findEntry(waitId, tx);
  if (!row) return null;
  const { storeId, date, status } = row;
  const change = { entity: "fitting_wait", entityId: waitId, by: {} };
  const isOpen = status === "waiting" || status === "offered";
  const storeRow: StoreWaitlistRow | null = isOpen ? { waitId, storeId, date, status } : null;
  announce({ ...change, scopeId: storeId, kind: "store", row: storeRow });
  announce({ ...change, scopeId: shopperId, kind: "shopper", row: status === "left" ? null : row });
  return row;
}

/** Withdraws an offer that was not accepted: its row is deleted, and the store's devices are notified. */
export async function withdrawOffer(tx: Tx, announce: Announce, fittingId: string | null): Promise<void> {
  if (!fittingId) return;
  const [deleted] = await tx.execute<{ storeId: string }>(sql`
    delete from fitting where id = ${fittingId} and status = 'offered' returning store_id as "storeId"`);
  if (deleted) {
    const change = { entity: "fitting", entityId: fittingId, row: null, by: {} };
    announce({ ...change, scopeId: deleted.storeId, kind: "store" });
  }
}
