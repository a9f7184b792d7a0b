import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Actor } from "@/server/platform/context";
import type { Announcement } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { lockFitting } from "./lock";
import type { FittingRow, ItemRequestRow } from "./schema";

export type Announce = (change: Announcement) => void;

/** Who did it, as other devices may say it. */
function toBy(actor: Actor): By {
  if ("device" in actor) return { device: actor.device };
  return actor.kind === "staff" ? { staff: actor.name } : {};
}

/**
 * Tells the shopper's and the store's devices how an appointment stands now inside `tx`; gives that row. A time that is
 * only offered is the store's to see; the shopper has it in their place on the waiting list.
 */
export async function announceFitting(
  tx: Tx,
  announce: Announce,
  fittingId: string,
  actor: Actor,
): Promise<FittingRow> {
  const { shopperId, now: _, ...row } = await lockFitting(tx, sql`f.id = ${fittingId}`);
  const change = { entity: "fitting", entityId: fittingId, row, by: toBy(actor) };
  announce({ ...change, scopeId: row.storeId, kind: "store" });
  if (shopperId && row.status !== "offered") announce({ ...change, scopeId: shopperId, kind: "shopper" });
  return row;
}

/** Tells the store's devices how a request stands; one that is over leaves their queue. */
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
