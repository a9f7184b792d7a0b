import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingItem, itemRequest } from "@/db/schema/fittings";
import { assertOwner, assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { AuditAction } from "@/server/audit/rules";
import type { Actor, Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { commitWithChanges } from "@/server/sync/commit";
import { type Announce, announceFitting, announceRequest } from "./events";
import { assertKnownVariants } from "./items";
import { isOwnedBy, lockFitting } from "./lock";
import { findFittings } from "./queries";
import { canRequestItem, getRequestSources, maxOpenRequests } from "./rules";
import type { ItemRequestRow, RequestInput, RequestItemInput } from "./schema";

/** Announces the current state of the appointment and one of its requests to shopper and store; returns the request. */
async function announceFittingAndRequest(
  tx: Tx,
  announce: Announce,
  { fittingId, requestId, actor }: { fittingId: string; requestId: string; actor: Actor },
): Promise<ItemRequestRow> {
  const fitting = await announceFitting(tx, announce, { fittingId, actor });
  const request = fitting.requests.find((q) => q.requestId === requestId);
  if (!request) throw new AppError("NOT_FOUND");
  announceRequest(announce, request, actor);
  return request;
}

/** Asserts that the store has the item at all. Throws OUT_OF_STOCK. */
async function assertInStore(tx: Tx, storeId: string, variantId: string): Promise<void> {
  const [level] = await tx.execute(sql`
    select 1 from stock_level where store_id = ${storeId} and variant_id = ${variantId} and on_hand > 0`);
  if (!level) throw new AppError("OUT_OF_STOCK", { variantId });
}

/**
 * Requests an item from the fitting room. Throws NOT_FOUND, WRONG_STATUS (not in the room nor within the booked time),
 * UNKNOWN_VARIANT, OUT_OF_STOCK (none in this store), RATE_LIMITED (open requests).
 */
export async function requestItem(ctx: Ctx, input: RequestItemInput): Promise<{ requestId: string }> {
  const actor = assertOwner(ctx);
  const { key, ...args } = input;
  const { fittingId, variantId } = input;
  return commitWithChanges((tx, announce) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "fittings.ask"), key, args }, async () => {
      const fitting = await lockFitting(tx, isOwnedBy(actor.shopperId, fittingId));
      const times = { startsAt: Date.parse(fitting.startsAt), endsAt: Date.parse(fitting.endsAt) };
      if (!canRequestItem({ status: fitting.status, ...times }, fitting.now)) {
        throw new AppError("WRONG_STATUS", { status: fitting.status });
      }
      await assertKnownVariants(tx, [variantId]);
      await assertInStore(tx, fitting.storeId, variantId);
      const open = fitting.requests.filter((q) => q.status === "asked" || q.status === "claimed");
      if (open.length >= maxOpenRequests) throw new AppError("RATE_LIMITED", { limit: maxOpenRequests });
      const [inserted] = await tx
        .insert(itemRequest)
        .values({ fittingId, storeId: fitting.storeId, variantId })
        .returning({ id: itemRequest.id });
      if (!inserted) throw new AppError("INTERNAL");
      await announceFittingAndRequest(tx, announce, { fittingId, requestId: inserted.id, actor });
      return { requestId: inserted.id };
    }),
  );
}

const includesRequest = (requestId: string) =>
  sql`f.id = (select q.fitting_id from item_request q where q.id = ${requestId})`;

/** Cancels a request that was not brought yet. Throws NOT_FOUND, WRONG_STATUS. */
export async function cancelRequest(ctx: Ctx, { requestId }: RequestInput): Promise<void> {
  const actor = assertOwner(ctx);
  await commitWithChanges(async (tx, announce) => {
    const owned = sql`f.shopper_id = ${actor.shopperId}`;
    const fitting = await lockFitting(tx, sql`${owned} and ${includesRequest(requestId)}`);
    const [row] = await tx.execute(sql`
      update item_request set status = 'cancelled'
      where id = ${requestId} and status in ${getRequestSources("cancelled")} returning id`);
    if (!row) throw new AppError("WRONG_STATUS");
    await announceFittingAndRequest(tx, announce, { fittingId: fitting.fittingId, requestId, actor });
  });
}

/** Cancels the open requests of a finished appointment. */
export async function cancelOpenRequests(
  tx: Tx,
  announce: Announce,
  { fittingId, actor }: { fittingId: string; actor: Actor },
): Promise<void> {
  const ended = await tx.execute<{ id: string }>(sql`
    update item_request set status = 'cancelled'
    where fitting_id = ${fittingId} and status in ${getRequestSources("cancelled")} returning id`);
  if (ended.length === 0) return;
  const [fitting] = await findFittings(sql`f.id = ${fittingId}`, tx);
  for (const { id } of ended) {
    const request = fitting?.requests.find((q) => q.requestId === id);
    if (request) announceRequest(announce, request, actor);
  }
}

type RequestMove = { action: AuditAction; set: SQL; guard: SQL };

/** Moves a request for its store; a refusal of the guard names who has it. */
async function moveRequest(ctx: Ctx, requestId: string, { action, set, guard }: RequestMove): Promise<ItemRequestRow> {
  const actor = assertShift(ctx, "serve");
  return commitWithChanges(async (tx, announce) => {
    const { requests } = await lockFitting(tx, sql`f.store_id = ${actor.storeId} and ${includesRequest(requestId)}`);
    const [row] = await tx.execute<{ fitting_id: string; variant_id: string; status: string }>(sql`
      update item_request set ${set} where id = ${requestId} and store_id = ${actor.storeId} and ${guard}
      returning fitting_id, variant_id, status`);
    if (!row) throw await toRefusal(tx, actor.storeId, requestId);
    if (row.status === "brought") {
      const { fitting_id: fittingId, variant_id: variantId } = row;
      await tx
        .insert(fittingItem)
        .values({ fittingId, variantId, status: "in_room" })
        .onConflictDoUpdate({ target: [fittingItem.fittingId, fittingItem.variantId], set: { status: "in_room" } });
    }
    const before = { status: requests.find((q) => q.requestId === requestId)?.status };
    const after = { status: row.status };
    await recordAudit(tx, actor, { action, subjectKind: "room_request", subjectId: requestId, before, after });
    return announceFittingAndRequest(tx, announce, { fittingId: row.fitting_id, requestId, actor });
  });
}

async function toRefusal(tx: Tx, storeId: string, requestId: string): Promise<AppError> {
  const [now] = await tx.execute<{ status: string; name: string | null }>(sql`
    select q.status, p.name from item_request q left join staff p on p.id = q.claimed_by
    where q.id = ${requestId} and q.store_id = ${storeId}`);
  if (!now) return new AppError("NOT_FOUND");
  if (now.status === "claimed" || now.status === "brought") return new AppError("ALREADY_CLAIMED", { name: now.name });
  return new AppError("WRONG_STATUS", { status: now.status });
}

/** Claims a request. Throws ALREADY_CLAIMED (details: `name`), NOT_FOUND, WRONG_STATUS. */
export function claimRequest(ctx: Ctx, { requestId }: RequestInput): Promise<ItemRequestRow> {
  const { staffId } = assertShift(ctx, "serve");
  const set = sql`status = 'claimed', claimed_by = ${staffId}, claimed_at = clock_now()`;
  const guard = sql`status in ${getRequestSources("claimed")}`;
  return moveRequest(ctx, requestId, { action: "room_request.claim", set, guard });
}

/** Returns one's own claimed request to the other consultants. Throws ALREADY_CLAIMED when it is another's. */
export function releaseRequest(ctx: Ctx, { requestId }: RequestInput): Promise<ItemRequestRow> {
  const { staffId } = assertShift(ctx, "serve");
  const set = sql`status = 'asked', claimed_by = null, claimed_at = null`;
  const guard = sql`status in ${getRequestSources("asked")} and claimed_by = ${staffId}`;
  return moveRequest(ctx, requestId, { action: "room_request.release", set, guard });
}

/** Marks a request as brought to the room; only its claimer may. Throws ALREADY_CLAIMED, WRONG_STATUS, NOT_FOUND. */
export function markBrought(ctx: Ctx, { requestId }: RequestInput): Promise<ItemRequestRow> {
  const { staffId } = assertShift(ctx, "serve");
  const set = sql`status = 'brought', brought_at = clock_now()`;
  const guard = sql`status in ${getRequestSources("brought")} and claimed_by = ${staffId}`;
  return moveRequest(ctx, requestId, { action: "room_request.bring", set, guard });
}
