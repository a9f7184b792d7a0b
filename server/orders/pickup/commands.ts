import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { pickup } from "@/db/schema/orders";
import { assertOwner } from "@/server/access/actors";
import { extendHolds, releaseHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { getStore } from "@/server/stores/queries";
import { getEndOfNextOpeningDay } from "@/server/stores/rules";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { applyPickupToOrder } from "../refund-difference";
import { announcePickup } from "./events";
import { toShopperRow } from "./queries";
import { getPickupSources, isOpen } from "./rules";
import type { PickupId, PickupRow } from "./schema";

const isOwnPickup = (actor: ShopperActor, { pickupId }: PickupId) =>
  and(eq(pickup.id, pickupId), eq(pickup.shopperId, actor.shopperId));

/** Throws why a guarded move of the shopper's own pickup met no row: NOT_FOUND, or WRONG_STATUS. */
async function refuseMove(tx: Tx, where: ReturnType<typeof isOwnPickup>): Promise<never> {
  const [row] = await tx.select({ status: pickup.status, extendedAt: pickup.extendedAt }).from(pickup).where(where);
  if (!row) throw new AppError("NOT_FOUND");
  if (row.extendedAt && isOpen(row.status)) throw new AppError("ALREADY_EXTENDED");
  throw new AppError("WRONG_STATUS", { status: row.status });
}

/** Cancels the shopper's own reservation and releases its items. Throws NOT_FOUND, WRONG_STATUS. */
export async function cancel(ctx: Ctx, input: PickupId): Promise<PickupRow> {
  const actor = assertOwner(ctx);
  return commitWithChanges((tx, announce) => cancelInTransaction(tx, announce, { actor, input }));
}

/** `cancel` inside a transaction of `commitWithChanges`. */
export async function cancelInTransaction(
  tx: Tx,
  announce: Announce,
  { actor, input }: { actor: ShopperActor; input: PickupId },
): Promise<PickupRow> {
  const where = isOwnPickup(actor, input);
  const moved = await tx
    .update(pickup)
    .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
    .where(and(where, inArray(pickup.status, getPickupSources("cancelled"))))
    .returning({ id: pickup.id });
  if (moved.length === 0) return refuseMove(tx, where);
  await releaseHolds(tx, { referenceId: input.pickupId });
  await applyPickupToOrder(tx, announce, { pickupId: input.pickupId, by: { device: actor.device } });
  return toShopperRow(await announcePickup(tx, announce, { pickupId: input.pickupId, by: { device: actor.device } }));
}

/**
 * Extends the reservation to the end of the next opening day, once. Throws NOT_FOUND, ALREADY_EXTENDED, WRONG_STATUS,
 * STORE_CLOSED.
 */
export async function extend(ctx: Ctx, input: PickupId): Promise<PickupRow> {
  const actor = assertOwner(ctx);
  return commitWithChanges(async (tx, announce) => {
    const where = isOwnPickup(actor, input);
    const open = and(inArray(pickup.status, getPickupSources("expired")), sql`${pickup.expiresAt} > ${sqlNow}`);
    const [row] = await tx
      .update(pickup)
      .set({ extendedAt: sqlNow, updatedAt: sqlNow })
      .where(and(where, isNull(pickup.extendedAt), open))
      .returning({ storeId: pickup.storeId, expiresAt: pickup.expiresAt });
    if (!row) return refuseMove(tx, where);
    const until = getEndOfNextOpeningDay(await getStore(row.storeId, tx), row.expiresAt.getTime() - 1);
    if (until === null) throw new AppError("STORE_CLOSED", { storeId: row.storeId });
    const expiresAt = new Date(until);
    await tx.update(pickup).set({ expiresAt }).where(where);
    await extendHolds(tx, input.pickupId, expiresAt);
    return toShopperRow(await announcePickup(tx, announce, { pickupId: input.pickupId, by: { device: actor.device } }));
  });
}

/** Reassigns a shopper's pickups, or those of `only`, inside a merge's or split's transaction. Returns their ids. */
export async function reassignPickups(
  tx: Tx,
  announce: Announce,
  { from, to, only }: { from: string; to: string; only?: string[] | undefined },
): Promise<string[]> {
  const moved = await tx
    .update(pickup)
    .set({ shopperId: to })
    .where(and(eq(pickup.shopperId, from), only && inArray(pickup.id, only)))
    .returning({ id: pickup.id });
  for (const { id } of moved) await announcePickup(tx, announce, { pickupId: id, by: {} });
  return moved.map(({ id }) => id);
}
