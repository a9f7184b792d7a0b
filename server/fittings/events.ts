import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor } from "@/server/platform/context";
import type { Announcement } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { lockFitting } from "./lock";
import type { FittingRow, ItemRequestRow } from "./schema";

export type Announce = (change: Announcement) => void;

/** The actor as other devices may see them. */
function toBy(actor: Actor): By {
  if ("device" in actor) return { device: actor.device };
  return actor.kind === "staff" ? { staff: actor.name } : {};
}

/**
 * Announces an appointment's current state to the shopper's and the store's devices inside `tx`; returns that row. An
 * offered time is announced to the store only; the shopper has it in their waitlist entry.
 */
export async function announceFitting(
  tx: Tx,
  announce: Announce,
  { fittingId, actor }: { fittingId: string; actor: Actor },
): Promise<FittingRow> {
  const { shopperId, now: _, ...row } = await lockFitting(tx, sql`f.id = ${fittingId}`);
  const change = { entity: "fitting", entityId: fittingId, row, by: toBy(actor) };
  announce({ ...change, scopeId: row.storeId, kind: "store" });
  if (shopperId && row.status !== "offered") announce({ ...change, scopeId: shopperId, kind: "shopper" });
  return row;
}

/** Announces a request's current state to the store's devices; a closed one leaves their queue. */
export function announceRequest(announce: Announce, request: ItemRequestRow, actor: Actor): void {
  const open = request.status === "asked" || request.status === "claimed";
  announce({
    scopeId: request.storeId,
    kind: "store",
    entity: "room_request",
    entityId: request.requestId,
    row: open ? request : null,
    by: toBy(actor),
  });
}
