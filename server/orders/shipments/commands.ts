import { and, eq, inArray, type SQL } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { fulfilment, type OrderEventKind, order } from "@/db/schema/orders";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { AuditAction } from "@/server/audit/rules";
import { fulfilHolds } from "@/server/inventory/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { addOrderEvent, announceOrder } from "../events";
import { getFulfilmentSources } from "../rules";
import { announceShipment } from "./events";
import { getShipment, isUnclaimed } from "./queries";
import type { ShipInput, ShipmentId, ShipmentLabel, ShipmentRow } from "./schema";

type TargetStatus = "open" | "packed" | "sent" | "delivered" | "cancelled";
/** The guard of every move: its status allows it. */
export const canReach = (to: TargetStatus): SQL => inArray(fulfilment.status, getFulfilmentSources(to));
/** The guard of what only its packer may do. */
export const isClaimedByActor = (actor: ShiftActor): SQL => eq(fulfilment.claimedBy, actor.staffId);
/** Condition: this shipment, if the actor's store sends it. */
export const isStoreShipment = (actor: ShiftActor, parcelId: string) =>
  and(eq(fulfilment.id, parcelId), eq(fulfilment.storeId, actor.storeId), eq(fulfilment.kind, "deliver"));

type ShipmentMove = {
  parcelId: string;
  set: PgUpdateSetSource<typeof fulfilment>;
  guard: SQL | undefined;
  action: AuditAction;
  event?: OrderEventKind;
};

/**
 * Changes a shipment of the actor's store in one guarded statement, with audit and timeline. Returns false when the
 * guard refuses.
 */
export async function moveShipment(
  tx: Tx,
  actor: ShiftActor,
  { parcelId, set, guard, action, event }: ShipmentMove,
): Promise<boolean> {
  const isHere = isStoreShipment(actor, parcelId);
  const columns = { status: fulfilment.status, claimedBy: fulfilment.claimedBy };
  const [before] = await tx.select(columns).from(fulfilment).where(isHere).for("update");
  const [moved] = await tx
    .update(fulfilment)
    .set({ ...set, updatedAt: sqlNow })
    .where(and(isHere, guard))
    .returning({ ...columns, orderId: fulfilment.orderId });
  if (!moved) return false;
  const { orderId, ...after } = moved;
  const subject = { subjectKind: "order", subjectId: orderId, details: { parcelId } };
  await recordAudit(tx, actor, { action, ...subject, ...(before ? { before } : {}), after });
  if (event) await addOrderEvent(tx, orderId, { kind: event, fulfilmentId: parcelId, staffId: actor.staffId });
  return true;
}

/** Throws why a guarded statement met no row: NOT_FOUND, ALREADY_CLAIMED, WRONG_STATUS. */
export async function refuseMove(tx: Tx, actor: ShiftActor, parcelId: string): Promise<never> {
  const { row, storeId } = await getShipment(parcelId, tx);
  if (storeId !== actor.storeId) throw new AppError("NOT_FOUND");
  if (row.claimedBy && row.claimedBy.id !== actor.staffId)
    throw new AppError("ALREADY_CLAIMED", { name: row.claimedBy.name });
  throw new AppError("WRONG_STATUS", { status: row.status });
}

/** Announces a shipment's current state to its store, and the order to its buyer. Returns the shipment. */
export async function announceAndGet(
  tx: Tx,
  announce: Announce,
  { actor, parcelId }: { actor: ShiftActor; parcelId: string },
): Promise<ShipmentRow> {
  const by = { staff: actor.name };
  const { row, orderId } = await announceShipment(tx, announce, { parcelId, by });
  await announceOrder(tx, announce, { orderId, by });
  return row;
}

/**
 * Claims a shipment for one consultant. A repeated claim of one's own changes nothing. Throws ALREADY_CLAIMED with
 * the colleague's name, WRONG_STATUS, NOT_FOUND.
 */
export function claim(ctx: Ctx, { parcelId }: ShipmentId): Promise<ShipmentRow> {
  const actor = assertShift(ctx, "serve");
  return commitWithChanges(async (tx, announce) => {
    const set = { claimedBy: actor.staffId };
    if (await moveShipment(tx, actor, { parcelId, set, guard: isUnclaimed(), action: "parcel.claimed" }))
      return announceAndGet(tx, announce, { actor, parcelId });
    const { row, storeId } = await getShipment(parcelId, tx);
    if (storeId === actor.storeId && row.status === "open" && row.claimedBy?.id === actor.staffId) return row;
    return refuseMove(tx, actor, parcelId);
  });
}

const buildMove =
  (
    of: (actor: ShiftActor, input: ShipmentId) => Omit<ShipmentMove, "parcelId">,
    alsoWrite?: (tx: Tx, actor: ShiftActor, id: string) => Promise<unknown>,
  ) =>
  (ctx: Ctx, input: ShipmentId): Promise<ShipmentRow> => {
    const actor = assertShift(ctx, "serve");
    const { parcelId } = input;
    return commitWithChanges(async (tx, announce) => {
      if (!(await moveShipment(tx, actor, { parcelId, ...of(actor, input) }))) return refuseMove(tx, actor, parcelId);
      await alsoWrite?.(tx, actor, parcelId);
      return announceAndGet(tx, announce, { actor, parcelId });
    });
  };

/** Returns a claimed shipment to the queue. Throws ALREADY_CLAIMED, WRONG_STATUS, NOT_FOUND. */
export const unclaim = buildMove((actor) => ({
  set: { claimedBy: null },
  guard: and(eq(fulfilment.status, "open"), isClaimedByActor(actor)),
  action: "parcel.unclaimed",
}));

/**
 * Marks a shipment as packed; its items stay held until it is sent. Throws ALREADY_CLAIMED, WRONG_STATUS, NOT_FOUND.
 */
export const pack = buildMove((actor) => ({
  set: { status: "packed", packedAt: sqlNow },
  guard: and(canReach("packed"), isClaimedByActor(actor)),
  action: "parcel.packed",
  event: "packed",
}));

/** Marks a shipment as delivered. Throws WRONG_STATUS, NOT_FOUND. */
export const markDelivered = buildMove(() => ({
  set: { status: "delivered", endedAt: sqlNow },
  guard: canReach("delivered"),
  action: "parcel.delivered",
  event: "delivered",
}));

/** Marks a shipment as sent: its items leave the store's stock. Throws WRONG_STATUS, NOT_FOUND. */
export const ship = (ctx: Ctx, { parcelId, tracking }: ShipInput): Promise<ShipmentRow> =>
  buildMove(
    () => ({
      set: { status: "sent", sentAt: sqlNow, tracking },
      guard: canReach("sent"),
      action: "parcel.sent",
      event: "sent",
    }),
    (tx, actor) => fulfilHolds(tx, { referenceId: parcelId }, { reason: "sold", actorId: actor.staffId }),
  )(ctx, { parcelId });

/**
 * Returns the recipient of this store's shipment; the access is logged. Throws WRONG_STATUS once it was sent,
 * NOT_FOUND.
 */
export function getLabel(ctx: Ctx, { parcelId }: ShipmentId): Promise<ShipmentLabel> {
  const actor = assertShift(ctx, "serve");
  return inTransaction(async (tx) => {
    const [found] = await tx
      .select({
        id: order.id,
        name: order.contactName,
        phone: order.phone,
        address: order.address,
        status: fulfilment.status,
      })
      .from(fulfilment)
      .innerJoin(order, eq(order.id, fulfilment.orderId))
      .where(isStoreShipment(actor, parcelId));
    if (!found?.address) throw new AppError("NOT_FOUND");
    const { id, name, phone, address, status } = found;
    if (status !== "open" && status !== "packed") throw new AppError("WRONG_STATUS", { status });
    const subject = { subjectKind: "order", subjectId: id, details: { parcelId } };
    await recordAudit(tx, actor, { action: "parcel.label_seen", ...subject });
    return { name, phone, address };
  });
}
