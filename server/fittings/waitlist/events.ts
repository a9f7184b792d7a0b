import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Announce } from "../events";
import { findEntry } from "./queries";
import type { StoreWaitlistRow, WaitlistRow } from "./schema";

/** Tells the shopper's devices how a place stands now inside `tx`, and the store's that somebody waits; gives that row. */
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

/** Gives the room of an offer back, if it was not taken: its row goes, and the store's devices are told. */
export async function withdrawOffer(tx: Tx, announce: Announce, fittingId: string | null): Promise<void> {
  if (!fittingId) return;
  const [deleted] = await tx.execute<{ storeId: string }>(sql`
    delete from fitting where id = ${fittingId} and status = 'offered' returning store_id as "storeId"`);
  if (deleted) {
    const change = { entity: "fitting", entityId: fittingId, row: null, by: {} };
    announce({ ...change, scopeId: deleted.storeId, kind: "store" });
  }
}
