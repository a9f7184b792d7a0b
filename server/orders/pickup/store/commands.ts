import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { pickup, pickupLine } from "@/db/schema/orders";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { adjustOnHand, fulfilHolds, holdStock, releaseHolds } from "@/server/inventory/commands";
import { recordCall } from "@/server/messaging/notices";
import { flushOutbox } from "@/server/messaging/outbox";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { consumeApproval } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/rules";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { applyPickupToOrder } from "../../refund-difference";
import { announcePickup } from "../events";
import { notifyPickup } from "../notifications";
import { getPickup, toStoreRow } from "../queries";
import { canBeReady, getPickupSources, lineMoves } from "../rules";
import type { PickupId, PickupLineStatus, PickupStatus, SetLine, StorePickupRow } from "../schema";
import { isUnclaimed } from "./queries";

/** The guard of every move: its status allows it. */
const canReach = (to: PickupStatus): SQL => inArray(pickup.status, getPickupSources(to));

type PickupMove = {
  pickupId: string;
  to: PickupStatus;
  set: PgUpdateSetSource<typeof pickup>;
  guard: SQL | undefined;
};

/** Moves a pickup of the actor's store in one guarded statement, with audit. Returns false when the guard refuses. */
export async function movePickup(
  tx: Tx,
  actor: ShiftActor,
  { pickupId, to, set, guard }: PickupMove,
): Promise<boolean> {
  const isHere = and(eq(pickup.id, pickupId), eq(pickup.storeId, actor.storeId));
  const shown = { status: pickup.status, claimedBy: pickup.claimedBy };
  const [before] = await tx.select(shown).from(pickup).where(isHere).for("update");
  const moved = await tx
    .update(pickup)
    .set({ ...set, status: to, updatedAt: sqlNow })
    .where(and(isHere, guard))
    .returning(shown);
  if (!moved[0]) return false;
  const subject = { subjectKind: "pickup", subjectId: pickupId };
  const states = { ...(before ? { before } : {}), after: moved[0] };
  await recordAudit(tx, actor, { action: `pickup.${to}`, ...subject, ...states });
  return true;
}

/** Returns the current pickup if it belongs to the actor's store. Throws NOT_FOUND. */
async function getCurrent(tx: Tx, actor: ShiftActor, pickupId: string) {
  const record = await getPickup(pickupId, tx);
  if (record.store.id !== actor.storeId) throw new AppError("NOT_FOUND");
  return record;
}

const announceAndGet = async (
  tx: Tx,
  announce: Announce,
  { actor, pickupId }: { actor: ShiftActor; pickupId: string },
): Promise<StorePickupRow> => toStoreRow(await announcePickup(tx, announce, { pickupId, by: { staff: actor.name } }));

/**
 * Claims a pickup for one consultant. A repeated claim of one's own changes nothing. Throws
 * ALREADY_CLAIMED with the colleague's name, WRONG_STATUS, NOT_FOUND.
 */
export function claim(ctx: Ctx, { pickupId }: PickupId): Promise<StorePickupRow> {
  const actor = assertShift(ctx, "serve");
  return commitWithChanges(async (tx, announce) => {
    const set = { claimedBy: actor.staffId, pickingAt: sqlNow };
    if (!(await movePickup(tx, actor, { pickupId, to: "picking", set, guard: isUnclaimed() }))) {
      const { status, claimedBy, ...rest } = await getCurrent(tx, actor, pickupId);
      if (status === "picking" && claimedBy?.id === actor.staffId) return toStoreRow({ ...rest, status, claimedBy });
      if (claimedBy) throw new AppError("ALREADY_CLAIMED", { name: claimedBy.name });
      throw new AppError("WRONG_STATUS", { status });
    }
    await applyPickupToOrder(tx, announce, { pickupId, staffId: actor.staffId, by: { staff: actor.name } });
    return announceAndGet(tx, announce, { actor, pickupId });
  });
}

/** Returns a claimed pickup to the queue. Throws WRONG_STATUS, NOT_FOUND. */
export function unclaim(ctx: Ctx, { pickupId }: PickupId): Promise<StorePickupRow> {
  const actor = assertShift(ctx, "serve");
  return commitWithChanges(async (tx, announce) => {
    const set = { claimedBy: null, pickingAt: null };
    if (!(await movePickup(tx, actor, { pickupId, to: "reserved", set, guard: eq(pickup.status, "picking") }))) {
      throw new AppError("WRONG_STATUS", { status: (await getCurrent(tx, actor, pickupId)).status });
    }
    await applyPickupToOrder(tx, announce, { pickupId, staffId: actor.staffId, by: { staff: actor.name } });
    return announceAndGet(tx, announce, { actor, pickupId });
  });
}

/**
 * Sets one line during picking: found, not found, or neither again. A line not found leaves the store's stock and is
 * declined alone; found again, it is counted and held anew. Throws WRONG_STATUS, NOT_FOUND, OUT_OF_STOCK, and
 * APPROVAL_NEEDED for a line not found that is worth more than the limit.
 */
export function setLineStatus(ctx: Ctx, input: SetLine): Promise<StorePickupRow> {
  const actor = assertShift(ctx, "serve");
  const { pickupId, lineId, status: to } = input;
  return commitWithChanges(async (tx, announce) => {
    const [locked] = await tx
      .select({ status: pickup.status, expiresAt: pickup.expiresAt, shopperId: pickup.shopperId })
      .from(pickup)
      .where(and(eq(pickup.id, pickupId), eq(pickup.storeId, actor.storeId)))
      .for("update");
    if (!locked) throw new AppError("NOT_FOUND");
    if (locked.status !== "picking") throw new AppError("WRONG_STATUS", { status: locked.status });
    const line = await moveLine(tx, { pickupId, lineId, to });
    const approvedBy = await requireApproval(tx, actor, { input, line });
    await applyToStock(tx, actor, { ...locked, pickupId, ...line, to });
    await recordAudit(tx, actor, {
      action: `pickup.line.${to}`,
      subjectKind: "pickup",
      subjectId: pickupId,
      ...(approvedBy ? { approvedBy } : {}),
      before: { line: line.from },
      after: { line: to },
      details: { lineId, variantId: line.variantId, quantity: line.quantity },
    });
    return announceAndGet(tx, announce, { actor, pickupId });
  });
}

type MovedLine = { variantId: string; quantity: number; worthMinor: number; from: PickupLineStatus };

/** A valuable line that is not found leaves the stock only with a manager's PIN beside the consultant's. */
async function requireApproval(
  tx: Tx,
  actor: ShiftActor,
  { input, line }: { input: SetLine; line: MovedLine },
): Promise<string | null> {
  if (input.status !== "declined" || line.worthMinor <= writeOffLimitMinor) return null;
  const act = { action: "stock.write_off", subjectId: input.lineId, amountMinor: line.worthMinor } as const;
  return consumeApproval(tx, actor, act, input.approvalId);
}

/** The caller holds the pickup's row lock, so that its lines do not change. */
async function moveLine(
  tx: Tx,
  { pickupId, lineId, to }: { pickupId: string; lineId: string; to: PickupLineStatus },
): Promise<MovedLine> {
  const at = and(eq(pickupLine.id, lineId), eq(pickupLine.pickupId, pickupId));
  const [line] = await tx.select().from(pickupLine).where(at).for("update");
  if (!line) throw new AppError("NOT_FOUND");
  if (!lineMoves[line.status].includes(to)) throw new AppError("WRONG_STATUS", { status: line.status });
  await tx.update(pickupLine).set({ status: to }).where(at);
  const { variantId, quantity, priceMinor } = line;
  return { variantId, quantity, worthMinor: priceMinor * quantity, from: line.status };
}

async function applyToStock(
  tx: Tx,
  actor: ShiftActor,
  line: MovedLine & { pickupId: string; to: PickupLineStatus; expiresAt: Date; shopperId: string },
): Promise<void> {
  const { variantId, quantity, from, to, pickupId } = line;
  const { storeId, staffId } = actor;
  if (to === "declined") {
    const ref = { referenceId: pickupId, variantIds: [variantId] };
    await fulfilHolds(tx, ref, { reason: "correction", actorId: staffId });
  } else if (from === "declined") {
    await adjustOnHand(tx, { variantId, storeId, delta: quantity, actorId: staffId });
    const hold = { ownerId: line.shopperId, referenceId: pickupId, purpose: "pickup" as const };
    await holdStock(tx, { storeId, items: [{ variantId, quantity }], ...hold, expiresAt: line.expiresAt });
  }
}

/**
 * Finishes picking and notifies the shopper. With nothing found, the pickup is declined. Throws WRONG_STATUS,
 * NOT_FOUND.
 */
export async function markReady(ctx: Ctx, { pickupId }: PickupId): Promise<StorePickupRow> {
  const actor = assertShift(ctx, "serve");
  const done = await commitWithChanges(async (tx, announce) => {
    await tx.execute(sql`select 1 from pickup where id = ${pickupId} and store_id = ${actor.storeId} for update`);
    const { lines, status } = await getCurrent(tx, actor, pickupId);
    const nothing = lines.every((l) => l.status === "declined");
    if (status !== "picking" || !(nothing || canBeReady(lines))) throw new AppError("WRONG_STATUS", { status });
    const move = nothing
      ? { pickupId, to: "declined" as const, set: { endedAt: sqlNow }, guard: canReach("declined") }
      : { pickupId, to: "ready" as const, set: { readyAt: sqlNow }, guard: canReach("ready") };
    if (!(await movePickup(tx, actor, move))) throw new AppError("WRONG_STATUS", { status });
    if (nothing) await releaseHolds(tx, { referenceId: pickupId });
    await applyPickupToOrder(tx, announce, { pickupId, staffId: actor.staffId, by: { staff: actor.name } });
    await notifyPickup(tx, pickupId, move.to);
    return announceAndGet(tx, announce, { actor, pickupId });
  });
  flushOutbox();
  return done;
}

/**
 * Records that a shopper was called whom no message reached. Throws NOT_FOUND, WRONG_STATUS when no notice of it waits
 * for a call.
 */
export async function markCalled(ctx: Ctx, { pickupId }: PickupId): Promise<void> {
  const actor = assertShift(ctx, "serve");
  await inTransaction(async (tx) => {
    await getCurrent(tx, actor, pickupId);
    const kinds = await recordCall(tx, pickupId);
    if (kinds.length === 0) throw new AppError("WRONG_STATUS");
    await recordAudit(tx, actor, {
      action: "pickup.called",
      subjectKind: "pickup",
      subjectId: pickupId,
      details: { kinds: kinds.join(" ") },
    });
  });
}
